/** What is asked about models. While one is trained, it is asked more often. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { Model } from "./types";
import { underWay } from "./words";

export const KEY = ["models"] as const;
const PAGE = 500;
const MOST_PAGES = 20;
const BUSY = 1000;
const QUIET = 15_000;

export const modelsQuery = queryOptions({
  queryKey: [...KEY, "all"],
  queryFn: async ({ signal }) => {
    const found: Model[] = [];
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { items, next_cursor } = await answered(client.GET("/api/models", { params: { query: { limit: PAGE, ...(cursor && { cursor }) } }, signal }));
      found.push(...items);
      if (!next_cursor) break;
      cursor = next_cursor;
    }
    return found;
  },
  refetchInterval: QUIET,
});

export const ratesQuery = queryOptions({
  queryKey: [...KEY, "rates"],
  queryFn: ({ signal }) => answered(client.GET("/api/models/rates", { params: { query: { range: 86_400 } }, signal })),
  refetchInterval: 60_000,
});

export const trainingsQuery = queryOptions({
  queryKey: [...KEY, "trainings"],
  queryFn: ({ signal }) => answered(client.GET("/api/models/trainings", { params: { query: { limit: 30 } }, signal })),
  refetchInterval: ({ state: { data } }) => (data && underWay(data.items) ? BUSY : QUIET),
});
