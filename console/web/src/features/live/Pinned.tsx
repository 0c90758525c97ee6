/** A request by its id, however long ago: what a blocked client quotes, and where an alert's link leads. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, client, Problem } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { readable, readablePath } from "@/shared/format/format";
import { verdictOf } from "@/shared/stream/buffer";
import { Empty, Failure, Loading, Verdict } from "@/shared/ui";
import { Explanation } from "./Explanation";
import css from "./live.module.css";

export function Pinned({ requestId, close }: { requestId: string; close: () => void }) {
  const apis = useApis();
  const { data, error, isPending } = useQuery({
    queryKey: ["exchange", requestId],
    queryFn: ({ signal }) => answered(client.GET("/api/logs/{request_id}", { params: { path: { request_id: requestId } }, signal })),
  });
  const unknown = error instanceof Problem && error.status === 404;
  return (
    <section className={css.pinned} aria-label={`Request ${requestId}`}>
      <div className={css.pinnedHead}>
        {data && <Verdict verdict={verdictOf(data)} would={data.would} />}
        <code>{data ? `${data.method} ${readablePath(data.path)}${data.query && `?${readable(data.query)}`}` : requestId}</code>
        <Button variant="default" onClick={close}>
          Close
        </Button>
      </div>
      {isPending && <Loading rows={3} />}
      {unknown && (
        <Empty title="No request has this id">
          <p>It may be older than what is kept, or not have been recorded yet.</p>
        </Empty>
      )}
      {error && !unknown && <Failure error={error} />}
      {data && <Explanation exchange={data} api={apis.get(data.api_id)} />}
    </section>
  );
}
