/** Numbers, times and durations as people read them. Pure; times are shown in the reader's zone. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const stamp = new Intl.DateTimeFormat(undefined, {
  year: "numeric", month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});
const whole = new Intl.NumberFormat("en");

/** 08:15:04.123 */
export function time(iso: string): string {
  const at = new Date(iso);
  return `${clock.format(at)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "2-digit" });

/** Nov 22 08:15:04.123 */
export function stampShort(iso: string): string {
  return `${day.format(new Date(iso))} ${time(iso)}`;
}

export function dateTime(iso: string): string {
  return stamp.format(new Date(iso));
}

export function count(value: number): string {
  if (value < 10_000) return whole.format(value);
  if (value < 1_000_000) return `${trim(value / 1000)}k`;
  return `${trim(value / 1_000_000)}M`;
}

function trim(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

/** Microseconds: 80 µs, 1.2 ms, 3.4 s */
export function micros(value: number | null): string {
  if (value === null) return "–";
  if (value < 1000) return `${value} µs`;
  if (value < 1_000_000) return `${trim(value / 1000)} ms`;
  return `${trim(value / 1_000_000)} s`;
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${trim(value / 1000)} kB`;
  if (value < 1_000_000_000) return `${trim(value / 1_000_000)} MB`;
  return `${trim(value / 1_000_000_000)} GB`;
}

const UNITS: readonly (readonly [number, string])[] = [[86_400, "d"], [3600, "h"], [60, "m"], [1, "s"]];

/** Seconds in their two largest units: 2d 4h, 59m 30s */
export function span(seconds: number): string {
  const left = Math.max(0, Math.round(seconds));
  const from = UNITS.findIndex(([size]) => left >= size);
  if (from === -1) return "0s";
  const [size, name] = UNITS[from] as readonly [number, string];
  const next = UNITS[from + 1];
  const rest = next ? Math.floor((left % size) / next[0]) : 0;
  return `${Math.floor(left / size)}${name}${next && rest > 0 ? ` ${rest}${next[1]}` : ""}`;
}

/** 3m ago, in 2h, just now. `now`: milliseconds */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  const biggest = span(Math.abs(seconds)).split(" ")[0] ?? "";
  return seconds > 0 ? `${biggest} ago` : `in ${biggest}`;
}

export function percent(part: number, total: number): string {
  if (total === 0) return "–";
  const share = (100 * part) / total;
  if (share > 0 && share < 0.1) return "<0.1%";
  return `${share >= 10 || share === 0 ? Math.round(share) : Math.round(share * 10) / 10}%`;
}

/** A path with its escapes undone where that is possible; a plus is a plus there. */
export function readablePath(path: string): string {
  return readable(path.replaceAll("+", "%2B"));
}

/** A query string with its escapes undone where that is possible; what it says matters more than how it was sent. */
export function readable(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
