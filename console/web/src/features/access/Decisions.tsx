/** Standing bans and throttles, with the time they have left. */
import { Button, Checkbox, Select, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client, type Decision } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { count } from "@/shared/format/format";
import { Chip, Countdown, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { failed, undoable } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./access.module.css";

/** As it was, for the time it had left. One that has ended meanwhile is not made again. */
function madeAgain({ type, scope, target, api_id, expires_at, reason }: Decision): Promise<unknown> {
  if (expires_at === null || Date.parse(expires_at) <= Date.now()) return Promise.resolve();
  return answered(client.POST("/api/decisions", { body: { type, scope: scope as "address", target, api_id, expires_at, reason } }));
}

export function Decisions() {
  const filters = useFilters();
  const admin = useAdmin();
  const cache = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const type = (["ban", "throttle"] as const).find((name) => name === filters.get("type"));
  const [target, origin] = [filters.get("target"), filters.get("origin")];
  const asked = { limit: 500, ...(type && { type }), ...(target && { target }), ...(origin && { origin }) };
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["decisions", asked],
    queryFn: ({ signal }) => answered(client.GET("/api/decisions", { params: { query: asked }, signal })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
  const again = () => cache.invalidateQueries({ queryKey: ["decisions"] });
  const lift = useMutation({
    mutationFn: (ids: readonly number[]) => answered(client.POST("/api/decisions/remove", { body: { ids: [...ids] } })),
    onSuccess: ({ removed }) => {
      setChosen(new Set());
      const [only] = removed;
      if (!only) return;
      undoable(removed.length === 1 ? `Lifted the ${only.type} of ${only.target}.` : `Lifted ${count(removed.length)} decisions.`, () => Promise.all(removed.map(madeAgain)).finally(again));
    },
    onError: failed,
    onSettled: again,
  });
  const search = useDebouncedCallback((value: string) => filters.set({ target: value.trim() }), 300);
  const decisions = data?.items ?? [];
  const marked = decisions.filter(({ id }) => chosen.has(id));
  const narrowed = Boolean(type || target || origin);
  return (
    <>
      <div className={ui.filters}>
        <TextInput aria-label="Target, exactly" placeholder="Target, exactly" leftSection={<IconSearch size={14} />} w={220} defaultValue={target} onChange={(event) => search(event.currentTarget.value)} />
        <Select aria-label="Order" w={140} data={[{ value: "", label: "Bans, throttles" }, { value: "ban", label: "Bans" }, { value: "throttle", label: "Throttles" }]} value={type ?? ""} onChange={(value) => filters.set({ type: value })} />
        {marked.length > 0 && (
          <Button variant="light" loading={lift.isPending} onClick={() => lift.mutate(marked.map(({ id }) => id))}>
            Lift {marked.length} chosen
          </Button>
        )}
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {data && decisions.length === 0 && (
          <Empty title={narrowed ? "Nothing matches" : "No decision is in force"}>
            <p>{narrowed ? "No decision in force is like this." : "When a detector bans or throttles a caller for a while, it stands here until it ends."}</p>
          </Empty>
        )}
        {decisions.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  {admin && (
                    <th className={css.check}>
                      <Checkbox size="xs" aria-label="Choose all" checked={marked.length === decisions.length} indeterminate={marked.length > 0 && marked.length < decisions.length} onChange={() => setChosen(marked.length === decisions.length ? new Set() : new Set(decisions.map(({ id }) => id)))} />
                    </th>
                  )}
                  <th>Target</th>
                  <th>Order</th>
                  <th>API</th>
                  <th>Origin</th>
                  <th>Reason</th>
                  <th>Ends in</th>
                  <th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {decisions.map((decision) => (
                  <Row
                    key={decision.id}
                    decision={decision}
                    chosen={chosen.has(decision.id)}
                    busy={lift.isPending && lift.variables.includes(decision.id)}
                    onChoose={() => setChosen((before) => (before.has(decision.id) ? new Set([...before].filter((id) => id !== decision.id)) : new Set([...before, decision.id])))}
                    onLift={() => lift.mutate([decision.id])}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}

function Row({ decision, chosen, busy, onChoose, onLift }: { decision: Decision; chosen: boolean; busy: boolean; onChoose: () => void; onLift: () => void }) {
  const apis = useApis();
  const admin = useAdmin();
  return (
    <tr data-chosen={chosen || undefined}>
      {admin && (
        <td className={css.check}>
          <Checkbox size="xs" aria-label={`Choose ${decision.target}`} checked={chosen} onChange={onChoose} />
        </td>
      )}
      <td className={ui.mono}>{decision.target}</td>
      <td>
        <Chip tone={decision.type === "ban" ? "bad" : "warn"}>{decision.type}</Chip>
      </td>
      <td>{decision.api_id === null ? <span className={ui.dim}>every</span> : (apis.get(decision.api_id)?.name ?? decision.api_id)}</td>
      <td>{decision.origin}</td>
      <td className={css.reason}>{decision.reason}</td>
      <td>
        <Countdown until={decision.expires_at} />
      </td>
      <td className={css.actions}>
        {admin && (
          <Button size="compact-xs" variant="default" loading={busy} onClick={onLift}>
            Lift
          </Button>
        )}
      </td>
    </tr>
  );
}
