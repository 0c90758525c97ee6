/** What is asked about detectors. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { refreshOf, type Range } from "@/shared/ui/range";

export const KEY = ["detectors"] as const;

export const detectorsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => answered(client.GET("/api/detectors", { signal })),
});

export type Stats = components["schemas"]["DetectorStats"];

/** A range that lies in the past is not asked for: the route looks back from now. */
export const statsQuery = (id: string, range: Range) =>
  queryOptions({
    queryKey: [...KEY, id, "stats", range.seconds],
    queryFn: ({ signal }) => answered(client.GET("/api/detectors/{detector_id}/stats", { params: { path: { detector_id: id }, query: { range: range.seconds } }, signal })),
    refetchInterval: Math.max(15_000, refreshOf(range) || 0),
    placeholderData: keepPreviousData,
  });
