/** Requests by verdict, latency and errors over time. Their cursors move together; a stretch drawn over is looked at closer. */
import { useMemo, type ReactNode } from "react";
import { TimeChart } from "@/shared/charts/TimeChart";
import { count, micros } from "@/shared/format/format";
import { Panel } from "@/shared/ui";
import css from "./overview.module.css";
import { observed } from "./measures";
import type { Measured } from "./types";

const SYNC = "overview";
const seconds = (iso: string) => Date.parse(iso) / 1000;

/** `children` stand beside the first chart. */
export function Curves({ metrics, onZoom, children }: { metrics: Measured | undefined; onZoom: (from: number, to: number) => void; children: ReactNode }) {
  const drawn = useMemo(() => layersOf(metrics), [metrics]);
  const common = { times: drawn.times, from: drawn.from, to: drawn.to, sync: SYNC, onZoom };
  const most = Math.max(0, ...(metrics?.series ?? []).map(({ requests }) => requests));
  return (
    <>
      <div className={css.first}>
        <Panel title="Requests">
          <TimeChart {...common} kind="bars" series={drawn.requests} format={count} height={232} summary={`Requests over time by verdict, at most ${count(most)} in one step`} />
        </Panel>
        {children}
      </div>
      <div className={css.halves}>
        <Panel title="Latency">
          <TimeChart {...common} kind="lines" series={drawn.latency} format={micros} height={150} summary="Latency over time: median, 95th and 99th percentile" />
        </Panel>
        <Panel title="Errors">
          <TimeChart {...common} kind="bars" series={drawn.errors} format={count} height={150} summary="Answers of 500 and above, and none at all, over time" />
        </Panel>
      </div>
    </>
  );
}

function layersOf(metrics: Measured | undefined) {
  const series = metrics?.series ?? [];
  const totals = metrics?.totals;
  const said = (value: number | undefined) => (value === undefined ? "" : count(value));
  const would = series.map(observed);
  const now = 0;
  return {
    times: series.map(({ at }) => seconds(at)),
    from: metrics ? seconds(metrics.from) : now,
    to: metrics ? seconds(metrics.to) : now + 1,
    requests: [
      { name: "allowed", color: "--bar-allow", values: series.map(({ allow }, index) => Math.max(0, allow - (would[index] ?? 0))), total: said(totals && totals.allow - observed(totals)) },
      { name: "would be stopped", color: "--bar-would", values: would, total: said(totals && observed(totals)) },
      { name: "throttled", color: "--bar-throttle", values: series.map(({ throttle }) => throttle), total: said(totals?.throttle) },
      { name: "blocked", color: "--bar-block", values: series.map(({ block }) => block), total: said(totals?.block) },
    ],
    latency: [
      { name: "p50", color: "--accent", values: series.map(({ latency_p50 }) => latency_p50), total: totals ? micros(totals.latency_p50) : "" },
      { name: "p95", color: "--bar-throttle", values: series.map(({ latency_p95 }) => latency_p95), total: totals ? micros(totals.latency_p95) : "" },
      { name: "p99", color: "--bar-would", values: series.map(({ latency_p99 }) => latency_p99), total: totals ? micros(totals.latency_p99) : "" },
    ],
    errors: [{ name: "errors", color: "--bar-block", values: series.map(({ errors }) => errors), total: said(totals?.errors) }],
  };
}
