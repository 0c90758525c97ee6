/** The period in seven numbers, each against the period before. */
import { Link } from "react-router";
import { bytes, count, micros, percent } from "@/shared/format/format";
import { linkOf, type Range } from "@/shared/ui/range";
import css from "./overview.module.css";
import { change, observed } from "./measures";
import type { Measured } from "./types";

interface Figure {
  name: string;
  value: string;
  note: string;
  now: number | null;
  before: number | null | undefined;
  tone?: string;
  /** filters of the log that show what was counted */
  logs?: Record<string, string>;
}

export function Figures({ metrics, range, api }: { metrics: Measured | undefined; range: Range; api: string }) {
  const stretch = { ...linkOf(range), ...(api && { api }) };
  return (
    <dl className={css.figures}>
      {figures(metrics).map(({ name, value, note, tone, logs, now: current, before }) => (
        <div key={name} data-tone={tone}>
          <dt>{logs ? <Link to={`/logs?${String(new URLSearchParams({ ...stretch, ...logs }))}`}>{name}</Link> : name}</dt>
          <dd>
            <b>{value}</b>
            <Against now={current} before={before} />
            <span className={css.note}>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Against({ now, before }: { now: number | null; before: number | null | undefined }) {
  const turned = change(now, before);
  if (!turned) return <i className={css.against}>&nbsp;</i>;
  return (
    <i className={css.against} title="against the period before">
      {turned.text}
      <span className={css.aloud}> against the period before</span>
    </i>
  );
}

function figures(metrics: Measured | undefined): Figure[] {
  const totals = metrics?.totals;
  const previous = metrics?.previous;
  const would = totals ? observed(totals) : null;
  const number = (value: number | null | undefined) => (value === null || value === undefined ? "–" : count(value));
  const share = (value: number | null | undefined) => (totals && typeof value === "number" ? `${percent(value, totals.requests)} of all` : "");
  const latency = totals?.latency_p95 ?? null;
  return [
    { name: "Requests", value: number(totals?.requests), note: totals ? `${bytes(totals.request_bytes)} in, ${bytes(totals.response_bytes)} out` : "", now: totals?.requests ?? null, before: previous?.requests, logs: {} },
    { name: "Blocked", value: number(totals?.block), note: share(totals?.block), tone: totals?.block ? "block" : "", now: totals?.block ?? null, before: previous?.block, logs: { verdict: "block" } },
    { name: "Throttled", value: number(totals?.throttle), note: share(totals?.throttle), tone: totals?.throttle ? "throttle" : "", now: totals?.throttle ?? null, before: previous?.throttle, logs: { verdict: "throttle" } },
    { name: "Would be stopped", value: number(would), note: "let through in observe", tone: would ? "would" : "", now: would, before: previous && observed(previous), logs: { verdict: "would" } },
    { name: "Errors", value: number(totals?.errors), note: "5xx, or no answer", tone: totals?.errors ? "block" : "", now: totals?.errors ?? null, before: previous?.errors, logs: { status: "5xx" } },
    { name: "Latency p95", value: micros(latency), note: totals ? `p50 ${micros(totals.latency_p50)} · p99 ${micros(totals.latency_p99)}` : "", now: latency, before: previous?.latency_p95 },
    { name: "Inspection", value: micros(totals?.inspection_mean ?? null), note: "mean, within the latency", now: totals?.inspection_mean ?? null, before: previous?.inspection_mean },
  ];
}
