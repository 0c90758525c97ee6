/** What is told of an API beyond its own document. */
import type { Api, Metrics } from "@/shared/api/client";

/** An API as it is read: whether it has an ingest key is no part of what is sent. */
export type Known = Api & { has_ingest_key?: boolean };

export interface Reached {
  reachable: boolean;
  status: number | null;
  milliseconds: number | null;
  error: string | null;
  checked_at: string;
}

export interface Checked {
  ok: boolean;
  warnings: string[];
}

export interface IngestKey {
  key: string;
  hint: string;
}

export type Day = Metrics["totals"];

export interface TopItem {
  key: string;
  api_id?: number | null;
  count: number;
  stopped: number;
  would: number;
}
