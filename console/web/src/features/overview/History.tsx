/** Requests over time, stacked by verdict. */
import type { Metrics } from "@/shared/api/client";
import { count, dateTime, micros } from "@/shared/format/format";
import { observed } from "./observed";
import css from "./overview.module.css";

const HEIGHT = 120;

type Point = Metrics["series"][number];

export function History({ metrics: { series, from, to } }: { metrics: Metrics }) {
  const most = Math.max(1, ...series.map(({ requests }) => requests));
  return (
    <figure className={css.history}>
      <svg viewBox={`0 0 ${series.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Requests from ${dateTime(from)} to ${dateTime(to)}, at most ${most} in one step`}>
        {series.map((point, x) => (
          <Column key={point.at} point={point} x={x} most={most} />
        ))}
      </svg>
      <figcaption>
        <span>{dateTime(from)}</span>
        <span>tallest bar {count(most)}</span>
        <span>{dateTime(to)}</span>
      </figcaption>
    </figure>
  );
}

function Column({ point, x, most }: { point: Point; x: number; most: number }) {
  const would = Math.min(point.allow, observed(point));
  const parts = [
    ["allow", point.allow - would],
    ["would", would],
    ["throttle", point.throttle],
    ["block", point.block],
  ] as const;
  let y = HEIGHT;
  return (
    <g>
      <title>{`${dateTime(point.at)}: ${point.requests} requests, ${point.block} blocked, ${point.throttle} throttled, p95 ${micros(point.latency_p95)}`}</title>
      <rect x={x} y={0} width={1} height={HEIGHT} className={css.hover} />
      {parts.map(([verdict, value]) => {
        const height = (HEIGHT * value) / most;
        y -= height;
        return value > 0 && <rect key={verdict} x={x + 0.1} y={y} width={0.8} height={Math.max(height, 1.5)} data-verdict={verdict} />;
      })}
    </g>
  );
}
