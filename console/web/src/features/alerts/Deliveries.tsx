/** Who was told of the alert, and how that went. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, client } from "@/shared/api/client";
import { dateTime } from "@/shared/format/format";
import { useAdmin } from "@/shared/api/session";
import { Chip, Countdown, Failure, Panel, ui, type Tone } from "@/shared/ui";
import { failed } from "@/shared/ui/say";
import css from "./alerts.module.css";
import { deliveriesQuery } from "./triage";

const TONES: Record<string, Tone> = { delivered: "good", dead: "bad", waiting: "warn", held: "watch" };

export function Deliveries({ alertId }: { alertId: number }) {
  const { data, error, refetch } = useQuery(deliveriesQuery(alertId));
  const admin = useAdmin();
  const cache = useQueryClient();
  const retry = useMutation({
    mutationFn: (id: number) => answered<unknown>(client.POST("/api/deliveries/{delivery_id}/retry", { params: { path: { delivery_id: id } } })),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["alerts", "one", alertId] }),
  });
  return (
    <Panel title="Told" aside={<Link to="/settings/channels">channels</Link>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && <p className={css.quiet}>Nobody was told outside this console: no channel takes alerts like this one.</p>}
      {data && data.items.length > 0 && (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th>Channel</th>
                <th>Because it</th>
                <th>State</th>
                <th>When</th>
                <th>Attempts</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((delivery) => (
                <tr key={delivery.id}>
                  <td>{delivery.channel}</td>
                  <td>{delivery.kind}</td>
                  <td>
                    <Chip tone={TONES[delivery.state] ?? "plain"}>{delivery.state}</Chip>
                    {delivery.error && <div className={css.why}>{delivery.error}</div>}
                  </td>
                  <td>
                    {delivery.state === "waiting" && delivery.due_at ? (
                      <>
                        again in <Countdown until={delivery.due_at} />
                      </>
                    ) : (
                      dateTime(delivery.updated_at)
                    )}
                  </td>
                  <td>
                    {delivery.attempts}{" "}
                    {admin && delivery.state === "dead" && (
                      <Button size="compact-xs" variant="default" loading={retry.isPending && retry.variables === delivery.id} onClick={() => retry.mutate(delivery.id)}>
                        Try again
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
