/** What is asked about detectors. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "@/shared/api/ask";
import { answered, client, type Mode } from "@/shared/api/client";
import { refreshOf, type Range } from "@/shared/ui/range";

export const KEY = ["detectors"] as const;

export const detectorsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => answered(client.GET("/api/detectors", { signal })),
});

export interface Stats {
  hits: number;
  stopped: number;
  false_positives: number;
  true_positives: number;
  mean_microseconds: number | null;
  series: { at: string; hits: number; stopped: number }[];
  rules: { rule: string; hits: number; stopped: number }[];
  apis: { api_id: number; mode: Mode }[];
}

/** A range that lies in the past is not asked for: the route looks back from now. */
export const statsQuery = (id: string, range: Range) =>
  queryOptions({
    queryKey: [...KEY, id, "stats", range.seconds],
    queryFn: ({ signal }) => ask<Stats>("get", "/api/detectors/{detector_id}/stats", { params: { path: { detector_id: id }, query: { range: range.seconds } }, signal }),
    refetchInterval: Math.max(15_000, refreshOf(range) || 0),
    placeholderData: keepPreviousData,
  });
