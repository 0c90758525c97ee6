/** What is asked about behaviours. What they keep is at most a minute old. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";

const MINUTE = 60_000;

export const behavioursQuery = queryOptions({
  queryKey: ["behaviour"],
  queryFn: ({ signal }) => answered(client.GET("/api/behaviour", { signal })),
  refetchInterval: MINUTE / 4,
});

export const baselinesQuery = (detector: string) =>
  queryOptions({
    queryKey: ["behaviour", detector, "baselines"],
    queryFn: ({ signal }) => answered(client.GET("/api/behaviour/{detector_id}/baselines", { params: { path: { detector_id: detector } }, signal })),
    refetchInterval: MINUTE / 2,
    placeholderData: keepPreviousData,
  });

/** Under `alerts`, so that what comes over the live connection refreshes it. */
export const concludedQuery = (detector: string) =>
  queryOptions({
    queryKey: ["alerts", "of", detector],
    queryFn: ({ signal }) => answered(client.GET("/api/alerts", { params: { query: { detector, limit: 50 } }, signal })),
    refetchInterval: MINUTE,
  });
