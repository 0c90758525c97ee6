/** What alerts are called, whom they are about, and what muting one does. Pure. */
import { subjectOf } from "@/shared/about";
import type { Alert } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import type { ListingRequest } from "@/shared/listing";

export type Status = Alert["status"];
export type Review = "true_positive" | "false_positive";
export type MuteScope = NonNullable<components["schemas"]["Mute"]["scope"]>;
type Timeline = components["schemas"]["TimelineOut"];

export const STATUSES: readonly Status[] = ["open", "acknowledged", "muted"];
export const SEVERITIES = ["info", "notice", "warning", "error", "critical"] as const;
export const SORTS = [
  { value: "last_at", label: "Last seen first" },
  { value: "severity", label: "Gravest first" },
  { value: "count", label: "Most requests first" },
] as const;

/** Seconds. */
export const MUTES: readonly { value: string; label: string }[] = [
  { value: "3600", label: "1 hour" },
  { value: "28800", label: "8 hours" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
];

/** Whom the alert is about, as lists name them; none where it is many callers' doing, or nobody's. */
export const targetsFor = ({ identity }: Pick<Alert, "identity">): ListingRequest["targets"] => subjectOf(identity)?.targets ?? [];

export function scopesFor(alert: Alert, api: string): { value: MuteScope; label: string; does: string }[] {
  return [
    { value: "alert", label: "This alert", does: "It counts on, and nobody is told." },
    { value: "detector", label: `${alert.detector} on ${api}`, does: `No alert of ${alert.detector} on ${api} is told of, whoever the caller.` },
    ...(alert.identity ? [{ value: "identity" as const, label: subjectOf(alert.identity)?.kind === "operation" ? "This operation" : "This caller", does: `No alert about ${alert.identity} is told of, whatever is found.` }] : []),
    { value: "api", label: `All of ${api}`, does: `No alert on ${api} is told of. Blocking goes on; only the telling stops.` },
  ];
}

/** Sparse counts with the empty steps put in, at most `most` of them. Seconds since the epoch. */
export function filled({ step, points }: Timeline, most = 400): { times: number[]; counts: number[] } {
  const at = points.map((point) => ({ time: Math.floor(Date.parse(point.at) / 1000), count: point.count }));
  const [first, last] = [at[0], at.at(-1)];
  if (!first || !last || step <= 0) return { times: [], counts: [] };
  const known = new Map(at.map(({ time, count }) => [time, count]));
  const from = Math.max(first.time, last.time - step * (most - 1));
  const times = Array.from({ length: Math.floor((last.time - from) / step) + 1 }, (_, index) => from + index * step);
  return { times, counts: times.map((time) => known.get(time) ?? 0) };
}

/** The next place of the cursor in a list of `length`; stays inside, and is nowhere in an empty list. */
export function moved(cursor: number, by: number, length: number): number {
  return length === 0 ? -1 : Math.min(length - 1, Math.max(0, cursor + by));
}

export function toggled(chosen: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
