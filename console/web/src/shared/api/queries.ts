/** Questions that more than one feature asks, each with the key under which its answer is kept. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask } from "./ask";
import { answered, client, type Api } from "./client";

export const apisQuery = queryOptions({
  queryKey: ["apis"],
  queryFn: async ({ signal }) => (await answered(client.GET("/api/apis", { params: { query: { limit: 500 } }, signal }))).items as Api[],
  staleTime: 30_000,
});

export const openAlertsQuery = queryOptions({
  queryKey: ["alerts", "open"],
  queryFn: ({ signal }) =>
    answered(client.GET("/api/alerts", { params: { query: { status: "open", limit: 100 } }, signal })),
  refetchInterval: 60_000,
});

export interface AlertSummary {
  open: number;
  acknowledged: number;
  muted: number;
  newest_id: number | null;
  by_severity: Record<string, number>;
}

export const alertSummaryQuery = queryOptions({
  queryKey: ["alerts", "summary"],
  queryFn: ({ signal }) => ask<AlertSummary>("get", "/api/alerts/summary", { signal }),
  refetchInterval: 60_000,
});

/** APIs by id, empty while they load. */
export function useApis(): ReadonlyMap<number, Api> {
  const { data } = useQuery(apisQuery);
  return new Map((data ?? []).map((api) => [api.id, api]));
}
