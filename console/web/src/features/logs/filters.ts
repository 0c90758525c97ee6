/** What the log can be asked for, how it stands in the URL, and what of it the console is sent. Pure. */

export interface FilterField {
  /** its name in the URL */
  name: string;
  label: string;
  hint: string;
  choices?: readonly string[];
  pattern?: RegExp;
}

/** Filters that are added one at a time and stand as chips. */
export const FIELDS: readonly FilterField[] = [
  { name: "client", label: "Client address", hint: "203.0.113.7" },
  { name: "identity", label: "Identity", hint: "as the log shows it" },
  { name: "operation", label: "Operation", hint: "GET /orders/{id}" },
  { name: "path", label: "Path begins with", hint: "/orders/" },
  { name: "method", label: "Method", hint: "POST", choices: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] },
  { name: "status", label: "Status", hint: "403 or 4xx", pattern: /^([1-5]xx|[1-5][0-9]{2})$/ },
  { name: "detector", label: "Detector", hint: "signatures" },
  { name: "rule", label: "Rule", hint: "41130" },
  { name: "score", label: "Score at least", hint: "5", pattern: /^[0-9]{1,9}$/ },
  { name: "country", label: "Country", hint: "DE" },
  { name: "source", label: "Source", hint: "proxy", choices: ["proxy", "ingest", "decision"] },
  { name: "request_id", label: "Request id", hint: "as the client was told" },
];

export const VERDICTS: readonly { value: string; label: string; action: string; would: string }[] = [
  { value: "block", label: "blocked", action: "block", would: "" },
  { value: "throttle", label: "throttled", action: "throttle", would: "" },
  { value: "would", label: "would block", action: "allow", would: "block" },
  { value: "would-throttle", label: "would throttle", action: "allow", would: "throttle" },
  { value: "allow", label: "allowed", action: "allow", would: "allow" },
];

/** Seconds; a URL without a range asks for all there is. */
export const RANGES: readonly { value: string; label: string }[] = [
  { value: "", label: "All that is kept" },
  { value: "900", label: "Last 15 minutes" },
  { value: "3600", label: "Last hour" },
  { value: "86400", label: "Last day" },
  { value: "604800", label: "Last 7 days" },
  { value: "custom", label: "From … to …" },
];

const OWN = ["q", "api", "verdict", "range", "from", "to", "order"] as const;
export const NAMES: readonly string[] = [...OWN, ...FIELDS.map(({ name }) => name)];

/** Only what is a filter, in one order, so that equal views have equal keys. */
export function viewOf(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of NAMES) {
    const value = params.get(name)?.trim();
    if (value) kept.set(name, value);
  }
  return kept.toString();
}

/** The console's parameters for a view. `now`: milliseconds, where a range is counted back from. */
export function asked(view: string, now: number): Record<string, string> {
  const params = new URLSearchParams(view);
  const query: Record<string, string> = {};
  const put = (name: string, value: string | null) => {
    if (value) query[name] = value;
  };
  for (const { name, pattern } of FIELDS) {
    const value = params.get(name);
    if (value && (!pattern || pattern.test(value))) put(name, value);
  }
  put("q", params.get("q"));
  put("api_id", params.get("api"));
  const verdict = VERDICTS.find(({ value }) => value === params.get("verdict"));
  put("action", verdict?.action ?? null);
  put("would", verdict?.would ?? null);
  const range = Number(params.get("range"));
  if (range > 0) put("from", new Date(now - range * 1000).toISOString());
  else if (params.get("range") === "custom") {
    put("from", moment(params.get("from")));
    put("to", moment(params.get("to")));
  }
  if (params.get("order") === "asc") put("order", "asc");
  return query;
}

function moment(text: string | null): string | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

export interface Chip {
  name: string;
  label: string;
  value: string;
}

export function chipsOf(view: string): Chip[] {
  const params = new URLSearchParams(view);
  return FIELDS.flatMap(({ name, label }) => {
    const value = params.get(name);
    return value ? [{ name, label, value }] : [];
  });
}

export interface SavedView {
  name: string;
  view: string;
}

/** What was stored, without what is no saved view. */
export function savedViews(text: string | null): SavedView[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((each: unknown) => {
      if (typeof each !== "object" || each === null || !("name" in each) || !("view" in each)) return [];
      const { name, view } = each;
      return typeof name === "string" && typeof view === "string" && name ? [{ name, view: viewOf(new URLSearchParams(view)) }] : [];
    });
  } catch {
    return [];
  }
}
