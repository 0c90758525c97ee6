/** What is asked about one exchange, its neighbours and the alerts about its caller. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client, Problem, type Exchange } from "@/shared/api/client";

export const exchangeQuery = (requestId: string) =>
  queryOptions({
    queryKey: ["exchange", requestId],
    queryFn: ({ signal }) => answered(client.GET("/api/logs/{request_id}", { params: { path: { request_id: requestId } }, signal })),
    staleTime: 60_000,
    // A live row is on the screen a moment before its record can be asked for.
    retry: (failures, error) => error instanceof Problem && [0, 404, 503].includes(error.status) && failures < 2,
  });

export const relatedQuery = (requestId: string) =>
  queryOptions({
    queryKey: ["exchange", requestId, "related"],
    queryFn: ({ signal }) => answered(client.GET("/api/logs/{request_id}/related", { params: { path: { request_id: requestId }, query: { limit: 20 } }, signal })),
    staleTime: 30_000,
  });

/** Alerts that count this exchange among their findings, as far as can be told: same caller, API and detector. */
export const alertsAboutQuery = (exchange: Exchange) =>
  queryOptions({
    queryKey: ["alerts", "about", exchange.request_id],
    queryFn: async ({ signal }) => {
      const identity = identityOf(exchange);
      const query = { identity, api_id: exchange.api_id, limit: 50 };
      const { items } = await answered(client.GET("/api/alerts", { params: { query }, signal }));
      const detectors = new Set(exchange.findings.map(({ detector }) => detector));
      return items.filter((alert) => alert.identity === identity && alert.api_id === exchange.api_id && detectors.has(alert.detector));
    },
    staleTime: 10_000,
  });

/** As alerts write it. */
export const identityOf = ({ identity_kind, identity, client: address }: Pick<Exchange, "identity_kind" | "identity" | "client">) =>
  identity ? `${identity_kind}:${identity}` : `address:${address}`;
