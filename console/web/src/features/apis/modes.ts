/** The three modes, what each does to traffic, and what a change of mode would have meant for the last day. Pure. */
import type { Mode } from "@/shared/api/client";
import { count, percent } from "@/shared/format/format";

export const MODES: readonly { value: Mode; label: string; does: string }[] = [
  { value: "observe", label: "Observe", does: "Every request passes. What would have been blocked or throttled is recorded, shown and alerted on." },
  { value: "enforce", label: "Enforce", does: "Hostile requests are answered 403, callers over their limit 429. The API never sees them." },
  { value: "off", label: "Off", does: "Requests are forwarded without inspection. Nothing is found, nothing is blocked, the whitelist and the bans do not apply." },
];

export function change(before: Mode, after: Mode): string | null {
  if (before === after) return null;
  if (after === "enforce") return "From the next second on, requests will be turned away. Look at “would block” in the log first: each of those will be a 403, each “would throttle” a 429.";
  if (after === "observe") return "From the next second on, nothing is turned away any more, not even callers on the blacklist.";
  return "From the next second on, this API is unprotected, and its requests are not recorded with findings.";
}

interface Day {
  requests: number;
  block: number;
  throttle: number;
  would_block: number;
  would_throttle: number;
}

/** What the last 24 hours would have been, one sentence each. */
export function lastDay(after: Mode, day: Day): string[] {
  const { requests, block, throttle, would_block, would_throttle } = day;
  const stopped = block + throttle;
  const would = would_block + would_throttle;
  if (requests === 0) return ["No request came in the last 24 hours, so nothing can be said of what this would have done."];
  const came = `${count(requests)} ${requests === 1 ? "request" : "requests"} came in the last 24 hours.`;
  if (after === "enforce") {
    if (would === 0) return [came, "None of those that passed would have been turned away."];
    return [came, `${count(would_block)} that passed would have been blocked and ${count(would_throttle)} throttled: ${percent(would, requests)} of all.`];
  }
  const reached = stopped === 0 ? "None was turned away, so nothing would have been different." : `${count(block)} were blocked and ${count(throttle)} throttled: these would have reached the API.`;
  return after === "observe" ? [came, reached] : [came, reached, "None of them would have been looked at."];
}
