/** What the two lists are called and do, in words. Pure. */
import type { Entry, ListName, ListScope } from "@/shared/api/client";

export const SCOPES: readonly { value: ListScope; label: string; hint: string }[] = [
  { value: "address", label: "Address", hint: "203.0.113.7 or 2001:db8::7" },
  { value: "range", label: "Range", hint: "203.0.113.0/24" },
  { value: "principal", label: "Principal", hint: "the JWT’s subject, as the log shows it" },
  { value: "key", label: "API key", hint: "the key itself; only a hash of it is kept" },
];

export function shownTarget(entry: Entry): string {
  return entry.scope === "key" ? `key ${entry.hint || `${entry.target.slice(0, 12)}…`}` : entry.target;
}

/** Seconds; 0 for good. */
export const DURATIONS: readonly { value: number; label: string }[] = [
  { value: 900, label: "15 min" },
  { value: 3600, label: "1 hour" },
  { value: 86_400, label: "1 day" },
  { value: 604_800, label: "7 days" },
  { value: 0, label: "For good" },
];

/** What the entry will do, in a sentence. */
export function consequence(list: ListName, target: string, api: string | null, seconds: number | null): string {
  const who = target || "This caller";
  const where = api ? `to ${api}` : "to every API";
  const until = seconds === null ? "until the time it has now" : seconds === 0 ? "until the entry is deleted" : `for ${DURATIONS.find(({ value }) => value === seconds)?.label ?? `${seconds} seconds`}`;
  return list === "whitelist"
    ? `${who}: every request ${where} passes uninspected, even under a ban, ${until}.`
    : `${who}: every request ${where} is answered 403, ${until}.`;
}
