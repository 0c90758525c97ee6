/** What the overview is told. */
import type { components } from "@/shared/api/generated/schema";

type Schemas = components["schemas"];

export type Measured = Schemas["MetricsOut"];
export type TopItem = Schemas["TopItem"];
export type By = "operation" | "identity" | "client" | "country" | "rule" | "detector" | "user_agent" | "status";
export type Gateway = Schemas["GatewayOut"];
export type System = Schemas["SystemOut"];
