/** What the overview is told. */
import type { components } from "@/shared/api/generated/schema";

type Schemas = components["schemas"];

export interface Measured extends Omit<Schemas["MetricsOut"], "previous"> {
  /** the period before, of the same length; null: not asked for */
  previous?: Schemas["Numbers"] | null;
}

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

export const BY = ["operation", "identity", "client", "country", "rule", "detector", "user_agent", "status"] as const;
export type By = (typeof BY)[number];

export type Gateway = Schemas["GatewayOut"];

/** `redis` and `models`: of consoles that know of them. */
export type System = Schemas["SystemOut"] & {
  redis?: { ok: boolean } | null;
  models?: { name: string; state: string }[];
};
