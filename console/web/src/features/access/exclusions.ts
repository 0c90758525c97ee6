/** Exclusions: rules that are not looked for, and where. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "@/shared/api/ask";
import { ifUnchanged } from "@/shared/api/client";

export interface Exclusion {
  id: number;
  rule: string;
  tag: string;
  api_id: number | null;
  operation: string;
  parameter: string;
  reason: string;
  author: string;
  created_at: string;
  expires_at: string | null;
  version: number;
}

export interface ExclusionBody {
  rule?: string;
  tag?: string;
  api_id: number | null;
  operation: string;
  parameter: string;
  reason: string;
  expires_at?: string | null;
  ttl_seconds?: number;
}

export const exclusionsKey = ["exclusions"] as const;

export const exclusionsQuery = (apiId: number | null, rule: string) =>
  queryOptions({
    queryKey: [...exclusionsKey, apiId, rule],
    queryFn: ({ signal }) =>
      ask<{ items: Exclusion[]; next_cursor: string | null }>("get", "/api/exclusions", {
        params: { query: { limit: 500, ...(apiId !== null && { api_id: apiId }), ...(rule && { rule }) } },
        signal,
      }),
  });

export const addExclusion = (body: ExclusionBody) => ask<Exclusion>("post", "/api/exclusions", { body });

export const changeExclusion = (id: number, version: number, body: ExclusionBody) =>
  ask<Exclusion>("put", `/api/exclusions/${id}`, { body, params: { header: ifUnchanged(version) } });

export const removeExclusion = ({ id, version }: Pick<Exclusion, "id" | "version">) =>
  ask<unknown>("delete", `/api/exclusions/${id}`, { params: { header: ifUnchanged(version) } });

/** What it does, in a sentence. `lifetime`: "for 1 day" */
export function excluded({ rule, tag, operation, parameter }: Pick<ExclusionBody, "rule" | "tag" | "operation" | "parameter">, api: string | null, lifetime: string): string {
  const what = rule ? `Rule ${rule} is` : tag ? `Rules tagged ${tag} are` : "All rules are";
  const place = parameter ? ` in ${parameter}` : "";
  return `${what} not looked for${place}, in ${operation || "every operation"} of ${api ?? "every API"}, ${lifetime}.`;
}
