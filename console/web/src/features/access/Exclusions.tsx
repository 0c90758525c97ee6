/** Rules that are not looked for, and where. */
import { ActionIcon, Select, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPencil, IconSearch, IconTrash } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { useExcluding } from "@/shared/excluding";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Countdown, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { failed, undoable } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./access.module.css";
import { addExclusion, exclusionsKey, exclusionsQuery, removeExclusion, type Exclusion } from "./exclusions";

export function Exclusions() {
  const filters = useFilters();
  const apis = useApis();
  const api = filters.get("api") === "" ? null : Number(filters.get("api"));
  const rule = filters.get("rule");
  const { data, error, refetch, isPending } = useQuery({ ...exclusionsQuery(api, rule), placeholderData: keepPreviousData });
  const search = useDebouncedCallback((value: string) => filters.set({ rule: value.trim() }), 300);
  const narrowed = api !== null || rule !== "";
  return (
    <>
      <div className={ui.filters}>
        <TextInput aria-label="Rule, exactly" placeholder="Rule, exactly" leftSection={<IconSearch size={14} />} w={180} defaultValue={rule} onChange={(event) => search(event.currentTarget.value)} />
        <Select aria-label="API" w={150} data={[{ value: "", label: "Any API" }, { value: "0", label: "Those of every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={filters.get("api")} onChange={(value) => filters.set({ api: value })} />
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.items.length === 0 && (
          <Empty title={narrowed ? "Nothing matches" : "Nothing is excluded"}>
            <p>{narrowed ? "No exclusion is like this." : "When a rule finds what is no attack, open the request and make the narrowest exclusion that lets it through."}</p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  <th>Rule</th>
                  <th>Parameter</th>
                  <th>Operation</th>
                  <th>API</th>
                  <th>Reason</th>
                  <th>Expires in</th>
                  <th>Made</th>
                  <th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((exclusion) => (
                  <Row key={exclusion.id} exclusion={exclusion} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}

function Row({ exclusion }: { exclusion: Exclusion }) {
  const apis = useApis();
  const admin = useAdmin();
  const now = useNow();
  const change = useExcluding();
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: exclusionsKey });
  const name = exclusion.rule || `#${exclusion.tag}`;
  const { rule, tag, api_id, operation, parameter, reason, expires_at } = exclusion;
  const remove = useMutation({
    mutationFn: () => removeExclusion(exclusion),
    onSuccess: () => undoable(`${name} is looked for again.`, () => addExclusion({ rule, tag, api_id, operation, parameter, reason, expires_at }).finally(again)),
    onError: failed,
    onSettled: again,
  });
  const any = <span className={ui.dim}>any</span>;
  return (
    <tr className={exclusion.expired ? css.expired : undefined}>
      <td className={ui.mono}>{name}</td>
      <td className={ui.mono}>{parameter || any}</td>
      <td className={ui.mono}>{operation || any}</td>
      <td>{api_id === null ? <span className={ui.dim}>every</span> : (apis.get(api_id)?.name ?? api_id)}</td>
      <td className={css.reason}>{reason || <span className={ui.dim}>–</span>}</td>
      <td>
        <Countdown until={expires_at} />
      </td>
      <td className={ui.dim} title={dateTime(exclusion.created_at)}>
        {ago(exclusion.created_at, now)} by {exclusion.author}
      </td>
      <td className={css.actions}>
        {admin && (
          <>
            <Tooltip label="Change">
              <ActionIcon aria-label={`Change ${name}`} onClick={() => change(exclusion)}>
                <IconPencil size={14} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Delete">
              <ActionIcon aria-label={`Delete ${name}`} loading={remove.isPending} onClick={() => remove.mutate()}>
                <IconTrash size={14} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
      </td>
    </tr>
  );
}
