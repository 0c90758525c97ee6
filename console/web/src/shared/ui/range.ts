/** Stretches of time as the URL holds them: `range=3600` seconds up to now, or `from=…&to=…`. Pure. */

export const RANGES = [
  { value: "900", label: "15 min", words: "15 minutes" },
  { value: "3600", label: "1 h", words: "hour" },
  { value: "21600", label: "6 h", words: "6 hours" },
  { value: "86400", label: "1 day", words: "day" },
  { value: "604800", label: "7 days", words: "7 days" },
  { value: "2592000", label: "30 days", words: "30 days" },
] as const;

const SHORTEST = 60;
export const LONGEST = 92 * 86_400;
const STEPS = [60, 300, 900, 1800, 3600, 7200, 21_600, 86_400, 604_800] as const;
const MOST_POINTS = 170;

export interface Range {
  /** seconds */
  seconds: number;
  /** seconds of one point, whole minutes */
  step: number;
  /** ISO 8601; null: up to now */
  from: string | null;
  to: string | null;
}

/** Anything that is no range gives the `otherwise`, in seconds up to now. */
export function rangeOf({ range, from, to }: { range: string; from: string; to: string }, otherwise = 3600): Range {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (end - begin >= SHORTEST * 1000 && end - begin <= LONGEST * 1000) {
    const seconds = Math.round((end - begin) / 1000);
    return { seconds, step: stepOf(seconds), from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
  }
  const given = Number(range);
  const seconds = Number.isInteger(given) && given >= SHORTEST && given <= LONGEST ? given : otherwise;
  return { seconds, step: stepOf(seconds), from: null, to: null };
}

/** Seconds of one point, so that a chart of `seconds` has no more points than it can show. */
export function stepOf(seconds: number): number {
  return STEPS.find((step) => seconds / step <= MOST_POINTS) ?? 604_800;
}

/** How often it is worth asking again, in milliseconds; false: it lies in the past. */
export function refreshOf({ seconds, to }: Range): number | false {
  if (to !== null) return false;
  return seconds <= 21_600 ? 5000 : 30_000;
}

/** As a query of the console's API. */
export function queryOf({ seconds, step, from, to }: Range): { range: number; step: number } | { from: string; to: string; step: number } {
  return from !== null && to !== null ? { from, to, step } : { range: seconds, step };
}

/** As parameters of a link to the log of that time. */
export function linkOf({ seconds, from, to }: Range): Record<string, string> {
  return from !== null && to !== null ? { range: "custom", from, to } : { range: String(seconds) };
}
