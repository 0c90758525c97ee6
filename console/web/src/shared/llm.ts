/** How the language model does, in words. Pure. */
import type { components } from "@/shared/api/generated/schema";
import { ago, count } from "@/shared/format/format";

export type Llm = components["schemas"]["LlmOut"];

export interface LlmWords {
  state: "good" | "warn" | "bad" | "idle";
  text: string;
  detail: string;
}

/** `now`: milliseconds since the epoch. */
export function llmInWords({ state, report }: Llm, now: number): LlmWords {
  if (state === "off") return { state: "idle", text: "off", detail: "" };
  if (state === "silent" || !report) return { state: "warn", text: "no word of it", detail: "It is switched on, and no analyst reports of it." };
  const since = report.since ? ` since ${ago(report.since, now).replace(/ ago$/, "")}` : "";
  if (state === "failing") return { state: "warn", text: `failing${since}`, detail: report.last_error ? `${report.last_error.message}. Without it the other detectors decide alone.` : "" };
  if (state === "untried") return { state: "idle", text: "on, not asked yet", detail: report.endpoint };
  return { state: "good", text: "working", detail: `${count(report.answered)} of ${count(report.calls)} questions answered` };
}
