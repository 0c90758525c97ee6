/** What the overview is told. */
import type { Metrics } from "@/shared/api/client";

export interface Measured extends Metrics {
  /** the period before, of the same length; null: not asked for */
  previous?: Metrics["totals"] | null;
}

export const BY = ["operation", "identity", "client", "country", "rule", "detector", "user_agent", "status"] as const;
export type By = (typeof BY)[number];

export interface TopItem {
  key: string;
  api_id?: number | null;
  count: number;
  stopped: number;
  would: number;
  previous: number | null;
}

export interface Top {
  items: TopItem[];
  others: number;
}

interface Worker {
  id: number | string;
  pid?: number;
  revision?: number | null;
  ready?: boolean;
}

export interface Certificate {
  subject: string;
  not_after: string;
  days: number;
}

interface Gateway {
  name: string;
  at: string;
  stale: boolean;
  version: string;
  status: {
    workers?: Worker[];
    journal_waiting?: number;
    shipped?: number;
    certificates?: Certificate[];
    upstreams?: unknown;
    redis?: { ok: boolean } | null;
  };
}

export interface System {
  version: string;
  store: { kind: string; ok: boolean; revision: number };
  gateways: Gateway[];
  analyst: { active: boolean; holder: string | null; since: string | null };
  exchanges: number;
  first_request: boolean;
  retention_days: number;
  log_sample: number;
  models?: { name: string; state: string }[];
  redis?: { ok: boolean } | null;
}
