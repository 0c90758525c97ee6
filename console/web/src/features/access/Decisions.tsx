/** Standing bans and throttles, with the seconds they have left. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, client, type Decision } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { Chip, Countdown, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import css from "./access.module.css";

export function Decisions() {
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["decisions"],
    queryFn: ({ signal }) => answered(client.GET("/api/decisions", { params: { query: { limit: 500 } }, signal })),
    refetchInterval: 10_000,
  });
  return (
    <Panel>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="No decision is in force">
          <p>When a detector bans or throttles a caller for a while, it stands here until it ends.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>
              <tr>
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
              {data.items.map((decision) => (
                <Row key={decision.id} decision={decision} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ decision }: { decision: Decision }) {
  const apis = useApis();
  const admin = useAdmin();
  const cache = useQueryClient();
  const lift = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/decisions/{decision_id}", { params: { path: { decision_id: decision.id } } })),
    onSuccess: () => done(`Lifted the ${decision.type} of ${decision.target}.`),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["decisions"] }),
  });
  return (
    <tr>
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
          <Button size="compact-xs" variant="default" loading={lift.isPending} onClick={() => lift.mutate()}>
            Lift
          </Button>
        )}
      </td>
    </tr>
  );
}
