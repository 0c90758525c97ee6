/** How many findings the alert stands for, over time, as far as they are still recorded. */
import { useQuery } from "@tanstack/react-query";
import type { Alert } from "@/shared/api/client";
import { TimeChart } from "@/shared/charts/TimeChart";
import { count, span } from "@/shared/format/format";
import { Empty, Failure, Panel } from "@/shared/ui";
import css from "./alerts.module.css";
import { timelineQuery } from "./triage";
import { filled } from "./words";

const HEIGHT = 140;

export function OverTime({ alert }: { alert: Alert }) {
  const { data, error, refetch } = useQuery({ ...timelineQuery(alert.id), refetchInterval: 15_000 });
  const { times, counts } = filled(data ?? { step: 0, points: [], complete: true });
  const total = counts.reduce((sum, each) => sum + each, 0);
  const [from = 0] = times;
  const to = (times.at(-1) ?? 0) + (data?.step ?? 1);
  return (
    <Panel title="Over time" aside={data && (data.complete ? `${count(total)} findings, a bar ${span(data.step)}` : `the newest ${count(total)} findings, a bar ${span(data.step)}`)}>
      <div className={css.chart}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {data && times.length === 0 && <Empty title="Its requests are no longer recorded" />}
        {(!data || times.length > 0) && !error && (
          <TimeChart summary={`Findings of this alert over time, ${count(total)} in all`} times={times} from={from} to={to} kind="bars" height={HEIGHT} format={count} series={[{ name: "findings", color: "--bar-block", values: counts, total: count(total) }]} />
        )}
      </div>
    </Panel>
  );
}
