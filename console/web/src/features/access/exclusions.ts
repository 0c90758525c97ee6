/** Exclusions: rules that are not looked for, and where. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client, ifUnchanged } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";

export type Exclusion = components["schemas"]["ExclusionOut"];
export type ExclusionBody = components["schemas"]["ExclusionIn"];

export const exclusionsKey = ["exclusions"] as const;

export const exclusionsQuery = (apiId: number | null, rule: string) =>
  queryOptions({
    queryKey: [...exclusionsKey, apiId, rule],
    queryFn: ({ signal }) => answered(client.GET("/api/exclusions", { params: { query: { limit: 500, ...(apiId !== null && { api_id: apiId }), ...(rule && { rule }) } }, signal })),
  });

export const addExclusion = (body: ExclusionBody) => answered(client.POST("/api/exclusions", { body }));

export const changeExclusion = (id: number, version: number, body: ExclusionBody) =>
  answered(client.PUT("/api/exclusions/{exclusion_id}", { params: { path: { exclusion_id: id }, header: ifUnchanged(version) }, body }));

export const removeExclusion = ({ id, version }: Pick<Exclusion, "id" | "version">) =>
  answered<unknown>(client.DELETE("/api/exclusions/{exclusion_id}", { params: { path: { exclusion_id: id }, header: ifUnchanged(version) } }));

/** What it does, in a sentence. `lifetime`: "for 1 day" */
export function excluded({ rule, tag, operation, parameter }: Pick<ExclusionBody, "rule" | "tag" | "operation" | "parameter">, api: string | null, lifetime: string): string {
  const what = rule ? `Rule ${rule} is` : tag ? `Rules tagged ${tag} are` : "All rules are";
  const place = parameter ? ` in ${parameter}` : "";
  return `${what} not looked for${place}, in ${operation || "every operation"} of ${api ?? "every API"}, ${lifetime}.`;
}
