/** What is asked about the two lists and done to them. */
import { queryOptions } from "@tanstack/react-query";
import { answered, authorised, client, problemOf, Problem, type Entry, type ListName, type ListScope } from "@/shared/api/client";

export interface EntryFilters {
  q: string;
  scope: string;
  /** only those that have expired, or have not */
  expired: string;
  cursor: string | null;
}

export const entriesKey = (list: ListName) => ["entries", list] as const;

const chosen = ({ q, scope, expired }: Omit<EntryFilters, "cursor">) => ({
  ...(q && { q }),
  ...(scope && { scope: scope as ListScope }),
  ...(expired && { expired: expired === "true" }),
});

export function entriesQuery(list: ListName, filters: EntryFilters) {
  const { cursor } = filters;
  return queryOptions({
    queryKey: [...entriesKey(list), filters],
    queryFn: ({ signal }) => {
      const options = { params: { query: { limit: 100, ...chosen(filters), ...(cursor && { cursor }) } }, signal };
      return answered(list === "whitelist" ? client.GET("/api/whitelist", options) : client.GET("/api/blacklist", options));
    },
  });
}

export const removeEntries = (list: ListName, ids: readonly number[]) => {
  const options = { body: { ids: [...ids] } };
  return answered(list === "whitelist" ? client.POST("/api/whitelist/remove", options) : client.POST("/api/blacklist/remove", options));
};

export const restoreEntries = (list: ListName, entries: readonly Entry[]) => {
  const options = { body: { entries: [...entries] } };
  return answered(list === "whitelist" ? client.POST("/api/whitelist/restore", options) : client.POST("/api/blacklist/restore", options));
};

export interface Common {
  api_id: number | null;
  reason: string;
  ttl_seconds: number | null;
}

interface Imported {
  would_add?: number;
  already?: number;
  added?: number;
  skipped?: number;
}

export async function importLines(list: ListName, text: string, common: Common, dryRun: boolean, signal?: AbortSignal): Promise<Imported> {
  const url = new URL(`/api/${list}/import`, window.location.origin);
  if (common.api_id !== null) url.searchParams.set("api_id", String(common.api_id));
  if (common.reason) url.searchParams.set("reason", common.reason);
  if (common.ttl_seconds !== null) url.searchParams.set("ttl_seconds", String(common.ttl_seconds));
  if (dryRun) url.searchParams.set("dry_run", "true");
  const response = await sent(new Request(url, { method: "POST", body: text, headers: { "Content-Type": "text/plain" }, ...(signal && { signal }) }));
  return (await response.json()) as Imported;
}

export async function exportedList(list: ListName, filters: Omit<EntryFilters, "cursor">): Promise<Blob> {
  const url = new URL(`/api/${list}/export`, window.location.origin);
  for (const [name, value] of Object.entries(chosen(filters))) url.searchParams.set(name, String(value));
  return (await sent(new Request(url))).blob();
}

/** Plain text goes beside the typed client, which speaks JSON. */
async function sent(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await authorised(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The console does not answer. Is it running, and is the network up?");
  }
  if (!response.ok) throw problemOf(await response.json().catch(() => null), response);
  return response;
}

export interface LineProblem {
  line: number;
  message: string;
  value: string;
}

/** The problems an import was refused for, by line; `line 2: …` is how the console names one. */
export function lineProblems(error: unknown): LineProblem[] {
  if (!(error instanceof Problem)) return [];
  return error.errors.flatMap(({ message, value }) => {
    const matched = /^line (\d+): (.*)$/s.exec(message);
    return matched ? [{ line: Number(matched[1]), message: matched[2] ?? "", value: typeof value === "string" ? value : "" }] : [];
  });
}

/** `text` without the lines that have a problem. */
export function withoutLines(text: string, problems: readonly LineProblem[]): string {
  const bad = new Set(problems.map(({ line }) => line));
  return text
    .split(/\r\n|\r|\n/)
    .filter((_, index) => !bad.has(index + 1))
    .join("\n");
}
