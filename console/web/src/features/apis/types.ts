/** What is known of an API. */
import type { Api } from "@/shared/api/client";

/** An API as it is read: whether it has an ingest key is no part of what is sent. */
export type Known = Api;

export interface TopItem {
  key: string;
  api_id?: number | null;
  count: number;
  stopped: number;
  would: number;
}
