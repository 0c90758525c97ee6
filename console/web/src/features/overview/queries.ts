/**
 * What the overview asks. A range that ends now is asked again when the live connection says that something passed, and
 * seldom while it does not stand or is silent; a range in the past is not.
 */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import { queryOf, refreshOf, type Range } from "@/shared/ui/range";
import type { By } from "./types";

export const METRICS = ["metrics"] as const;
/** Milliseconds; while the live connection is away, as often as the range changes. */
const SILENT = 60_000;
const refreshFor = (range: Range, live: boolean) => {
  const refresh = refreshOf(range);
  return refresh === false || !live ? refresh : Math.max(refresh, SILENT);
};

const apiOf = (api: string) => (api ? { api_id: Number(api) } : {});

export const metricsQuery = (range: Range, api: string, live = false) =>
  queryOptions({
    queryKey: [...METRICS, queryOf(range), api],
    queryFn: ({ signal }) => answered(client.GET("/api/metrics", { params: { query: { ...queryOf(range), ...apiOf(api), compare: true } }, signal })),
    refetchInterval: refreshFor(range, live),
    placeholderData: keepPreviousData,
  });

/** More seldom than the curves: who leads changes slower than how much comes. */
export const topQuery = (by: By, range: Range, api: string, limit: number) => {
  const { step: _step, ...stretch } = queryOf(range);
  const refresh = refreshOf(range);
  return queryOptions({
    queryKey: ["metrics", "top", by, stretch, api, limit],
    queryFn: ({ signal }) => answered(client.GET("/api/metrics/top", { params: { query: { by, ...stretch, ...apiOf(api), limit } }, signal })),
    refetchInterval: refresh === false ? false : refresh * 3,
    placeholderData: keepPreviousData,
  });
};
