/** Questions and words of the two lists. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client, type Entry, type ListName, type ListScope } from "@/shared/api/client";

export interface EntryFilters {
  q: string;
  scope: string;
  cursor: string | null;
}

export const entriesKey = (list: ListName) => ["entries", list] as const;

export function entriesQuery(list: ListName, { q, scope, cursor }: EntryFilters) {
  return queryOptions({
    queryKey: [...entriesKey(list), q, scope, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 100, ...(q && { q }), ...(scope && { scope: scope as ListScope }), ...(cursor && { cursor }) };
      const options = { params: { query }, signal };
      return answered(list === "whitelist" ? client.GET("/api/whitelist", options) : client.GET("/api/blacklist", options));
    },
  });
}

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
