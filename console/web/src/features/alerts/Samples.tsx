/** Some of the requests behind the alert, the newest first, with what was found in them. */
import { useQueries } from "@tanstack/react-query";
import { Link } from "react-router";
import { subjectOf } from "@/shared/about";
import { answered, client, type Alert } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { exchangePath, frame, Row, RowHead } from "@/shared/exchange/Row";
import { Loading, Panel } from "@/shared/ui";
import css from "./alerts.module.css";

const SHOWN = 8;

export function Samples({ alert }: { alert: Alert }) {
  const apis = useApis();
  const ids = [...alert.samples].reverse().slice(0, SHOWN);
  const asked = useQueries({
    queries: ids.map((requestId) => ({
      queryKey: ["exchange", requestId],
      queryFn: ({ signal }: { signal: AbortSignal }) => answered(client.GET("/api/logs/{request_id}", { params: { path: { request_id: requestId } }, signal })),
      staleTime: 60_000,
    })),
  });
  const all = `/logs?${new URLSearchParams({ ...(alert.api_id > 0 && { api: String(alert.api_id) }), ...subjectOf(alert.identity)?.logs }).toString()}`;
  return (
    <Panel title="Requests" aside={<Link to={all}>all in the logs</Link>}>
      {ids.length === 0 && <p className={css.quiet}>None was kept as a sample.</p>}
      {asked.some(({ isPending }) => isPending) && <Loading rows={3} />}
      {asked.some(({ data }) => data) && (
        <div role="table" aria-label="Sample requests" className={frame(true)}>
          <RowHead wide />
          <div role="rowgroup">
            {asked.map(({ data }) => {
              if (!data) return null;
              const own = data.findings.filter(({ detector, evidence }) => detector === alert.detector && evidence);
              return (
                <div key={data.request_id} className={css.sample}>
                  <Row row={data} api={apis.get(data.api_id)?.name ?? ""} wide />
                  {own.length > 0 && (
                    <div role="row" className={css.evidence}>
                      <span role="cell">
                        {own.slice(0, 3).map((finding, index) => (
                          <span key={index}>
                            {finding.location} <mark>{finding.evidence}</mark>
                          </span>
                        ))}
                      </span>
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      )}
      {ids.length > 0 && asked.every(({ isError }) => isError) && (
        <p className={css.quiet}>
          They are no longer recorded: {ids.map((id) => <Link key={id} to={exchangePath(id)}>{id.slice(0, 8)} </Link>)}
        </p>
      )}
    </Panel>
  );
}
