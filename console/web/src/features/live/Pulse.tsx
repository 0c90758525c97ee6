/** The last three minutes, a bar a second, what was stopped on top. Height goes by the root, so that a few blocks show beside a flood. */
import { memo } from "react";
import { PULSE_SECONDS, type Snapshot, type Tally, type Verdict } from "@/shared/stream/buffer";
import { useNow } from "@/shared/format/now";
import css from "./live.module.css";

const HEIGHT = 44;
const ORDER: readonly Verdict[] = ["allow", "would", "throttle", "block"];

export function Pulse({ pulse }: { pulse: Snapshot["pulse"] }) {
  const second = Math.floor(useNow() / 1000);
  let most = 4;
  for (const tally of pulse.values()) most = Math.max(most, sum(tally));
  return (
    <svg className={css.pulse} viewBox={`0 0 ${PULSE_SECONDS} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label="Requests a second over the last three minutes, by verdict">
      {Array.from(pulse, ([at, tally]) => {
        const x = PULSE_SECONDS - 1 - (second - at);
        return x >= 0 && x < PULSE_SECONDS && <Bar key={at} x={x} tally={tally} most={most} />;
      })}
    </svg>
  );
}

const Bar = memo(function Bar({ x, tally, most }: { x: number; tally: Readonly<Tally>; most: number }) {
  const total = sum(tally);
  const full = HEIGHT * Math.sqrt(total / most);
  let y = HEIGHT;
  return ORDER.map((verdict) => {
    const height = (full * tally[verdict]) / total;
    y -= height;
    return height > 0 && <rect key={verdict} x={x} y={y} width={0.8} height={Math.max(height, 0.8)} data-verdict={verdict} />;
  });
});

const sum = (tally: Readonly<Tally>) => tally.allow + tally.would + tally.throttle + tally.block;
