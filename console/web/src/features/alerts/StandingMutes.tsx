/** Mutes that cover more than one alert, until they end or are ended. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { Countdown, Failure, Panel, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import { mutesQuery } from "./triage";

export function StandingMutes() {
  const { data, error, refetch } = useQuery(mutesQuery);
  const apis = useApis();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: (id: number) => answered<unknown>(client.DELETE("/api/mutes/{mute_id}", { params: { path: { mute_id: id } } })),
    onSuccess: () => done("Alerts like these are told of again."),
    onError: failed,
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: ["mutes"] }), cache.invalidateQueries({ queryKey: ["alerts"] })]),
  });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  const any = <span className={ui.dim}>any</span>;
  return (
    <Panel title="Standing mutes">
      <div className={ui.scroll}>
        <table className={ui.table}>
          <thead>
            <tr>
              <th>API</th>
              <th>Detector</th>
              <th>Caller</th>
              <th>Reason</th>
              <th>Ends in</th>
              <th>By</th>
              <th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((mute) => (
              <tr key={mute.id}>
                <td>{mute.api_id === null ? any : (apis.get(mute.api_id)?.name ?? mute.api_id)}</td>
                <td>{mute.detector ?? any}</td>
                <td className={ui.mono}>{mute.identity ?? any}</td>
                <td>{mute.reason || <span className={ui.dim}>–</span>}</td>
                <td>
                  <Countdown until={mute.until} />
                </td>
                <td className={ui.dim}>{mute.author}</td>
                <td className={ui.number}>
                  <Button size="compact-xs" variant="default" loading={end.isPending && end.variables === mute.id} onClick={() => end.mutate(mute.id)}>
                    End
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
