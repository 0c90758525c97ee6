/** What is asked about APIs. Keys of what a saved change makes stale begin with `apis`. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "@/shared/api/ask";
import { answered, client, Problem, type ApiDraft } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import type { Known, TopItem } from "./types";

export type Warned = components["schemas"]["Warned"];

const DAY = 86_400;
const path = (id: number) => ({ path: { api_id: id } });

export const apiQuery = (id: number) =>
  queryOptions({
    queryKey: ["apis", id],
    queryFn: async ({ signal }) => (await answered(client.GET("/api/apis/{api_id}", { params: path(id), signal }))) as Known,
  });

/** The last 24 hours in one sum. */
export const dayQuery = (id: number) =>
  queryOptions({
    queryKey: ["metrics", "day", id],
    queryFn: async ({ signal }) => (await answered(client.GET("/api/metrics", { params: { query: { range: DAY, step: DAY, api_id: id } }, signal }))).totals,
    staleTime: 30_000,
  });

export const dayTopQuery = (id: number, by: "rule" | "identity" | "operation", limit: number) =>
  queryOptions({
    queryKey: ["metrics", "day", "top", id, by, limit],
    queryFn: async ({ signal }) => (await ask<{ items: TopItem[] }>("get", "/api/metrics/top", { params: { query: { by, range: DAY, api_id: id, limit } }, signal })).items,
    staleTime: 30_000,
  });

/** Asks the upstream itself, so only when somebody looks. */
export const reachedQuery = (id: number) =>
  queryOptions({
    queryKey: ["upstream", id],
    queryFn: ({ signal }) => answered(client.GET("/api/apis/{api_id}/health", { params: path(id), signal })),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** What the server would say to this draft, without keeping it. `id`: the API that the draft would replace. */
export const checkQuery = (draft: ApiDraft | null, id: number | null) =>
  queryOptions({
    queryKey: ["check", id, draft],
    queryFn: async ({ signal }): Promise<{ problem: Problem | null; warnings: Warned[] }> => {
      if (draft === null) return { problem: null, warnings: [] };
      try {
        const { warnings } = await answered(client.POST("/api/apis/check", { params: { query: id === null ? {} : { api_id: id } }, body: draft, signal }));
        return { problem: null, warnings };
      } catch (error) {
        // Any other failure says nothing about the draft; saving will tell.
        if (error instanceof Problem) return { problem: error.status === 422 ? error : null, warnings: [] };
        throw error;
      }
    },
    enabled: draft !== null,
    retry: false,
    gcTime: 10_000,
  });

export const detectorsQuery = queryOptions({
  queryKey: ["detectors"],
  queryFn: ({ signal }) => answered(client.GET("/api/detectors", { signal })),
  staleTime: 30_000,
});
