/** Questions that more than one feature asks, each with the key under which its answer is kept. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { answered, client, type Api, type Model } from "./client";

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

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => answered(client.GET("/api/system", { signal })),
  refetchInterval: 5000,
});

const MODELS_PAGE = 500;
const MOST_PAGES = 20;

/** Every version of every model. */
export const modelsQuery = queryOptions({
  queryKey: ["models", "all"],
  queryFn: async ({ signal }) => {
    const found: Model[] = [];
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { items, next_cursor } = await answered(client.GET("/api/models", { params: { query: { limit: MODELS_PAGE, ...(cursor && { cursor }) } }, signal }));
      found.push(...items);
      if (!next_cursor) break;
      cursor = next_cursor;
    }
    return found;
  },
  refetchInterval: 15_000,
});

/** APIs by id, empty while they load. */
export function useApis(): ReadonlyMap<number, Api> {
  const { data } = useQuery(apisQuery);
  return new Map((data ?? []).map((api) => [api.id, api]));
}
