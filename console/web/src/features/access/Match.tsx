/** Who a caller is to the lists: every entry and decision that is for it, and which of them wins. */
import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { answered, client, type Decision, type Entry } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { Chip, Countdown, Empty, Failure, Loading, Panel, ui, type Tone } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./access.module.css";
import { shownTarget } from "./words";

const KINDS = [
  { value: "address", label: "Address", hint: "203.0.113.7" },
  { value: "principal", label: "Principal", hint: "as the log shows it" },
  { value: "country", label: "Country", hint: "DE" },
  { value: "key", label: "API key", hint: "the key, or its hash" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const OUTCOMES: Record<string, { word: string; tone: Tone }> = {
  allow: { word: "passes uninspected", tone: "good" },
  ban: { word: "turned away, 403", tone: "bad" },
  throttle: { word: "throttled, 429", tone: "warn" },
  none: { word: "no entry: inspected as everybody", tone: "plain" },
};

export function Match() {
  const filters = useFilters();
  // A key does not go into the address bar, from where histories and logs would keep it.
  const [key, setKey] = useState("");
  const inUrl = KINDS.find(({ value }) => value !== "key" && filters.get(value));
  const [kind, setKind] = useState<Kind>(inUrl?.value ?? "address");
  const [text, setText] = useState(inUrl ? filters.get(inUrl.value) : "");
  const sought = key ? ({ key } as const) : inUrl ? { [inUrl.value]: filters.get(inUrl.value) } : null;
  const { data, error, isFetching } = useQuery({
    queryKey: ["match", sought],
    queryFn: ({ signal }) => answered(client.POST("/api/access/match", { body: sought ?? {}, signal })),
    enabled: sought !== null,
    staleTime: 0,
    retry: false,
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    setKey(kind === "key" ? wanted : "");
    filters.set({ address: null, principal: null, country: null, ...(kind !== "key" && { [kind]: wanted }) });
  };
  const hint = KINDS.find(({ value }) => value === kind)?.hint;
  return (
    <>
      <form className={css.match} onSubmit={submit}>
        <Select aria-label="Kind" w={120} data={KINDS.map(({ value, label }) => ({ value, label }))} value={kind} onChange={(value) => setKind(value ?? "address")} />
        {kind === "key" ? (
          <PasswordInput aria-label="API key" placeholder={hint} w={300} autoComplete="off" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        ) : (
          <TextInput aria-label="Whom to look for" placeholder={hint} w={300} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        )}
        <Button type="submit" leftSection={<IconSearch size={14} />} disabled={!text.trim()} loading={isFetching}>
          Look
        </Button>
      </form>
      {sought === null && (
        <Panel>
          <Empty title="Who would you like to know about?">
            <p>Give an address and see every entry and range that holds it, every decision on it, and what it meets at each API.</p>
          </Empty>
        </Panel>
      )}
      {error && <Failure error={error} />}
      {sought && isFetching && !data && <Loading rows={3} />}
      {sought && data && (
        <>
          <div className={css.outcome} role="status">
            <Chip tone={OUTCOMES[data.outcome]?.tone ?? "plain"}>{OUTCOMES[data.outcome]?.word ?? data.outcome}</Chip>
            <span>{data.because}</span>
          </div>
          <Matches whitelist={data.whitelist} blacklist={data.blacklist} decisions={data.decisions} />
          {data.apis.length > 0 && (
            <Panel title="At each API">
              <table className={ui.table}>
                <tbody>
                  {data.apis.map((api) => (
                    <tr key={api.api_id}>
                      <td>{api.name}</td>
                      <td>
                        <Chip tone={OUTCOMES[api.outcome]?.tone ?? "plain"}>{OUTCOMES[api.outcome]?.word ?? api.outcome}</Chip> {!api.enforced && api.outcome !== "allow" && api.outcome !== "none" && <Chip tone="watch">only said: observe</Chip>}
                      </td>
                      <td className={ui.dim}>{api.because}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )}
        </>
      )}
    </>
  );
}

function Matches({ whitelist, blacklist, decisions }: { whitelist: readonly Entry[]; blacklist: readonly Entry[]; decisions: readonly Decision[] }) {
  const apis = useApis();
  const rows = [
    ...[...whitelist, ...blacklist].map((entry) => ({ ...entry, id: `${entry.list} ${entry.id}`, where: entry.list, target: shownTarget(entry) })),
    ...decisions.map((decision) => ({ ...decision, id: `decision ${decision.id}`, where: decision.type })),
  ];
  if (rows.length === 0) return null;
  return (
    <Panel title="What is for it">
      <div className={ui.scroll}>
        <table className={ui.table}>
          <thead>
            <tr>
              <th>Where</th>
              <th>Target</th>
              <th>API</th>
              <th>Reason</th>
              <th>Expires in</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.where}${row.id}`}>
                <td>
                  <Chip tone={row.where === "whitelist" ? "good" : row.where === "throttle" ? "warn" : "bad"}>{row.where}</Chip>
                </td>
                <td className={ui.mono}>{row.target}</td>
                <td>{row.api_id === null ? <span className={ui.dim}>every</span> : (apis.get(row.api_id)?.name ?? row.api_id)}</td>
                <td className={css.reason}>{row.reason}</td>
                <td>
                  <Countdown until={row.expires_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
