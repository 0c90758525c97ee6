/** How this installation is set. Read only: settings come from the environment when a process starts. */
import { Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import { count } from "@/shared/format/format";
import { Chip, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./settings.module.css";

export function Installation() {
  return (
    <>
      <Kept />
      <Effective />
    </>
  );
}

function Kept() {
  const { data, error } = useQuery({ queryKey: ["system"], queryFn: ({ signal }) => answered(client.GET("/api/system", { signal })) });
  const share = data && (data.log_sample >= 1 ? "every one" : `one in ${Math.round(1 / Math.max(data.log_sample, 0.0001))}`);
  return (
    <Panel title="What is kept">
      {error && <Failure error={error} />}
      {!data && !error && <Loading rows={4} />}
      {data && (
        <dl className={css.facts}>
          <div>
            <dt>Requests</dt>
            <dd>
              {data.retention_days} days (RETENTION_DAYS); {count(data.exchanges)} were recorded since the beginning
            </dd>
          </div>
          <div>
            <dt>Harmless ones</dt>
            <dd>{share} is written (LOG_SAMPLE); what was found hostile always is, and all are counted</dd>
          </div>
          <div>
            <dt>Store</dt>
            <dd>
              {data.store.kind}, policy revision {data.store.revision}
            </dd>
          </div>
          <div>
            <dt>Version</dt>
            <dd>Boing {data.version}</dd>
          </div>
        </dl>
      )}
    </Panel>
  );
}

function Effective() {
  const filters = useFilters();
  const wanted = filters.get("q").toLowerCase();
  const changed = filters.get("changed") === "true";
  const { data, error, refetch } = useQuery({ queryKey: ["settings"], queryFn: ({ signal }) => answered(client.GET("/api/settings", { signal })) });
  const shown = data?.items.filter(({ name, doc, is_default }) => (!changed || !is_default) && `${name} ${doc}`.toLowerCase().includes(wanted));
  return (
    <>
      <div className={css.tools}>
        <p>Settings are read when a process starts, from its flags, the environment or .env. To change one, set it there and start again.</p>
        <Switch size="xs" label="Only what is not the default" checked={changed} onChange={(event) => filters.set({ changed: event.currentTarget.checked ? "true" : null })} />
        <TextInput aria-label="Search the settings" placeholder="Search" w={200} value={filters.get("q")} onChange={(event) => filters.set({ q: event.currentTarget.value })} />
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading rows={10} />}
        {shown?.length === 0 && <Empty title="No setting fits" />}
        {shown && shown.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  <th>Setting</th>
                  <th>Value</th>
                  <th>What it does</th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ name, value, doc, is_default }) => (
                  <tr key={name}>
                    <td className={ui.mono}>{name}</td>
                    <td className={ui.mono}>
                      {value === "" || value === null ? <span className={ui.dim}>empty</span> : typeof value === "string" ? value : JSON.stringify(value)} {!is_default && <Chip tone="good">set</Chip>}
                    </td>
                    <td className={css.doc}>{doc}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}
