/** What is done to alerts, one or many, and what is asked about them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import { count } from "@/shared/format/format";
import { done, failed } from "@/shared/ui/say";
import type { MuteScope, Review } from "./words";

export type Act = { action: "ack" } | { action: "unmute" } | { action: "mute"; seconds: number } | { action: "review"; review: Review | null };

const PAST: Record<Act["action"], string> = { ack: "acknowledged", mute: "muted", unmute: "unmuted", review: "judged" };

/** Acts on alerts by their ids; what is shown is asked for again. */
export function useTriage(after: () => void = () => undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, act }: { ids: readonly number[]; act: Act }) => answered(client.POST("/api/alerts/bulk", { body: { ids: [...ids], ...act } })),
    onSuccess: ({ changed }, { ids, act }) => {
      if (ids.length > 1) done(`${count(changed)} ${changed === 1 ? "alert" : "alerts"} ${PAST[act.action]}.`);
      after();
    },
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["alerts"] }),
  });
}

/** Mutes one alert, or all like it. */
export function useMuting(alertId: number, after: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { seconds: number; scope: MuteScope; reason: string }) => answered(client.PUT("/api/alerts/{alert_id}/mute", { params: { path: { alert_id: alertId } }, body })),
    onSuccess: after,
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: ["alerts"] }), cache.invalidateQueries({ queryKey: ["mutes"] })]),
  });
}

export const alertQuery = (id: number) =>
  queryOptions({
    queryKey: ["alerts", "one", id],
    queryFn: ({ signal }) => answered(client.GET("/api/alerts/{alert_id}", { params: { path: { alert_id: id } }, signal })),
  });

export const timelineQuery = (id: number) =>
  queryOptions({
    queryKey: ["alerts", "one", id, "timeline"],
    queryFn: ({ signal }) => answered(client.GET("/api/alerts/{alert_id}/timeline", { params: { path: { alert_id: id } }, signal })),
    staleTime: 15_000,
  });

export const notesQuery = (id: number) =>
  queryOptions({
    queryKey: ["alerts", "one", id, "notes"],
    queryFn: ({ signal }) => answered(client.GET("/api/alerts/{alert_id}/notes", { params: { path: { alert_id: id }, query: { limit: 200 } }, signal })),
  });

export const deliveriesQuery = (id: number) =>
  queryOptions({
    queryKey: ["alerts", "one", id, "deliveries"],
    queryFn: ({ signal }) => answered(client.GET("/api/alerts/{alert_id}/deliveries", { params: { path: { alert_id: id }, query: { limit: 50 } }, signal })),
    refetchInterval: 15_000,
  });

export const mutesQuery = queryOptions({
  queryKey: ["mutes"],
  queryFn: ({ signal }) => answered(client.GET("/api/mutes", { params: { query: { limit: 200 } }, signal })),
});
