/** What the overview asks. Ranges that end now are asked again; a range in the past is not. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "@/shared/api/ask";
import { answered, client } from "@/shared/api/client";
import { queryOf, refreshOf, type Range } from "@/shared/ui/range";
import type { By, Measured, System, Top } from "./types";

const apiOf = (api: string) => (api ? { api_id: Number(api) } : {});

export const metricsQuery = (range: Range, api: string) =>
  queryOptions({
    queryKey: ["metrics", queryOf(range), api],
    queryFn: ({ signal }) => ask<Measured>("get", "/api/metrics", { params: { query: { ...queryOf(range), ...apiOf(api), compare: true } }, signal }),
    refetchInterval: refreshOf(range),
    placeholderData: keepPreviousData,
  });

/** Six times as seldom as the curves: who leads changes slower than how much comes. */
export const topQuery = (by: By, range: Range, api: string, limit: number) => {
  const { step: _step, ...stretch } = queryOf(range);
  const refresh = refreshOf(range);
  return queryOptions({
    queryKey: ["metrics", "top", by, stretch, api, limit],
    queryFn: ({ signal }) => ask<Top>("get", "/api/metrics/top", { params: { query: { by, ...stretch, ...apiOf(api), limit } }, signal }),
    refetchInterval: refresh === false ? false : refresh * 3,
    placeholderData: keepPreviousData,
  });
};

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }): Promise<System> => answered(client.GET("/api/system", { signal })),
  refetchInterval: 5000,
});
