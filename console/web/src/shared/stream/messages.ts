/** What the live socket says. Unknown kinds are passed over, so that a newer console may say more. */
import type { Alert, Exchange } from "@/shared/api/client";

/** What passed in the last few seconds. Latencies are microseconds. */
export interface LiveMetrics {
  at: string;
  requests: number;
  block: number;
  throttle: number;
  errors: number;
  latency_p50: number | null;
  latency_p95: number | null;
}

export type Message =
  | { type: "hello"; after: number }
  | ({ type: "exchange" } & Exchange)
  | ({ type: "alert" } & Alert)
  | { type: "skipped"; count: number; after: number }
  | { type: "ping"; after?: number }
  | ({ type: "metrics" } & LiveMetrics)
  | { type: "policy"; revision: number; author: string; action: string }
  | { type: "store"; status: "down" | "ok" };

const KINDS = new Set(["hello", "exchange", "alert", "skipped", "ping", "store", "metrics", "policy"]);

/** Null for what is no message. */
export function parse(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  return typeof value.type === "string" && KINDS.has(value.type) ? (value as Message) : null;
}

/** Up to which exchange this message says the stream has come. */
export function position(message: Message): number | null {
  if (message.type === "exchange") return message.id;
  if (message.type === "hello" || message.type === "skipped" || message.type === "ping") return message.after ?? null;
  return null;
}
