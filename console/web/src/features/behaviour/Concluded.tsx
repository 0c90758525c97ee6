/** What a detector concluded, whom it was about, and what would have followed in enforce. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { subjectOf } from "@/shared/about";
import type { Alert } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { exchangePath } from "@/shared/exchange/Row";
import { ago, count } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Empty, Failure, Loading, Panel, Severity, ui } from "@/shared/ui";
import css from "./behaviour.module.css";
import { concludedQuery } from "./queries";
import { parted } from "./standing";
import type { Behaviour } from "./types";

const SAMPLES = 3;

export function Concluded({ behaviour: { id, title, mode } }: { behaviour: Behaviour }) {
  const { data, error, refetch, isPending } = useQuery(concludedQuery(id));
  return (
    <Panel title={mode === "enforce" ? `What ${title} concluded` : `What ${title} would have done`} aside={<Link to={`/alerts?detector=${id}`}>all its alerts</Link>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading rows={3} />}
      {data?.items.length === 0 && (
        <Empty title="Nothing stood out">
          <p>What it concludes becomes an alert, with whom it is about and what would be done in enforce.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        <div className={css.concluded} tabIndex={0} role="region" aria-label={`Conclusions of ${title}`}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th>Seen</th>
                <th>Who</th>
                <th>In enforce</th>
                <th>Requests</th>
                <th>Last</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((alert) => (
                <Row key={alert.id} alert={alert} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ alert }: { alert: Alert }) {
  const now = useNow();
  const apis = useApis();
  const { seen, order } = parted(alert.title);
  const samples = [...alert.samples].reverse().slice(0, SAMPLES);
  return (
    <tr>
      <td className={css.seen}>
        <Severity name={alert.severity} /> <Link to={`/alerts/${alert.id}`}>{seen}</Link>
        <div className={css.small}>
          {apis.get(alert.api_id)?.name ?? `API ${alert.api_id}`}
          {alert.operation && ` · ${alert.operation}`}
        </div>
      </td>
      <td className={css.who}>
        <Who alert={alert} />
      </td>
      <td>{order ? <Chip tone="watch">{order}</Chip> : <span className={ui.dim}>only told</span>}</td>
      <td>
        <span className={css.samples}>
          {samples.map((id) => (
            <Link key={id} className={ui.mono} to={exchangePath(id)} title={id}>
              {id.slice(-6)}
            </Link>
          ))}
          {samples.length === 0 && <span className={ui.dim}>none kept</span>}
        </span>
      </td>
      <td className={css.last}>
        {ago(alert.last_at, now)}
        <div className={css.small}>×{count(alert.count)}</div>
      </td>
    </tr>
  );
}

function Who({ alert: { identity } }: { alert: Alert }) {
  const subject = subjectOf(identity);
  if (subject === null) return <>many callers</>;
  if (subject.logs === null) return <span className={ui.mono}>{identity}</span>;
  return (
    <Link className={ui.mono} to={`/logs?${String(new URLSearchParams(subject.logs))}`}>
      {identity}
    </Link>
  );
}
