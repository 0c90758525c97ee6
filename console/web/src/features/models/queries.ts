/** What is asked about models. While one is trained, it is asked more often. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import { underWay } from "./words";

export const KEY = ["models"] as const;
const BUSY = 1000;
const QUIET = 15_000;

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
