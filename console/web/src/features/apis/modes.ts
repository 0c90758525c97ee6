/** The three modes and what each does to traffic. */
import type { Mode } from "@/shared/api/client";

export const MODES: readonly { value: Mode; label: string; does: string }[] = [
  { value: "observe", label: "Observe", does: "Every request passes. What would have been blocked or throttled is recorded, shown and alerted on." },
  { value: "enforce", label: "Enforce", does: "Hostile requests are answered 403, callers over their limit 429. The API never sees them." },
  { value: "off", label: "Off", does: "Requests are forwarded without inspection. Nothing is found, nothing is blocked, the whitelist and the bans do not apply." },
];

export function change(before: Mode, after: Mode): string | null {
  if (before === after) return null;
  if (after === "enforce") return "From the next second on, requests will be turned away. Look at “would block” in Live first: each of those will be a 403.";
  if (after === "observe") return "From the next second on, nothing is turned away any more, not even callers on the blacklist.";
  return "From the next second on, this API is unprotected, and its requests are not recorded with findings.";
}
