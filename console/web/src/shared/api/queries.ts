/** Questions that more than one feature asks, each with the key under which its answer is kept. */
import { queryOptions, useQuery } from "@tanstack/react-query";
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

export const alertSummaryQuery = queryOptions({
  queryKey: ["alerts", "summary"],
  queryFn: ({ signal }) => answered(client.GET("/api/alerts/summary", { signal })),
  refetchInterval: 60_000,
});

/** APIs by id, empty while they load. */
export function useApis(): ReadonlyMap<number, Api> {
  const { data } = useQuery(apisQuery);
  return new Map((data ?? []).map((api) => [api.id, api]));
}
