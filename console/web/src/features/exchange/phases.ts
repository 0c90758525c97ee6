/** How the time of an exchange was spent, from what its record says. Microseconds. Pure. */
import type { Exchange } from "@/shared/api/client";

export interface Phase {
  name: string;
  about: string;
  micros: number;
  kind: "inspection" | "upstream" | "transfer";
}

/** In the order of the clock, as far as it goes: reading and sending are measured as one. */
export function phases({ duration, upstream, inspection }: Pick<Exchange, "duration" | "upstream" | "inspection">): Phase[] {
  const transfer = Math.max(0, duration - upstream - inspection);
  const all: Phase[] = [
    { name: "Inspection", about: "spent in detectors", micros: inspection, kind: "inspection" },
    { name: "Upstream", about: "from the request’s end to the origin’s first byte", micros: upstream, kind: "upstream" },
    { name: "Transfer", about: "reading the request, sending the answer", micros: transfer, kind: "transfer" },
  ];
  return all.filter(({ micros, kind }) => micros > 0 || kind !== "upstream");
}

export interface Segment {
  from: number;
  width: number;
}

/** Each phase as a share of `of` (0–100), one after the other; a sliver is kept for what is too short to see. */
export function laid(parts: readonly number[], of = 100): Segment[] {
  const total = parts.reduce((sum, part) => sum + part, 0) || 1;
  const least = of / 250;
  const widths = parts.map((part) => (part === 0 ? 0 : Math.max(least, (of * part) / total)));
  const scale = of / (widths.reduce((sum, width) => sum + width, 0) || 1);
  let from = 0;
  return widths.map((width) => {
    const segment = { from, width: width * scale };
    from += segment.width;
    return segment;
  });
}
