/** What modes and reviews of a detector mean. Pure. */
import type { Mode } from "@/shared/api/client";

export const MODES: readonly Mode[] = ["enforce", "observe", "off"];

export const DOES: Record<Mode, string> = {
  enforce: "Its findings count, and may turn a request away.",
  observe: "Its findings are recorded and never turn a request away.",
  off: "It does not look.",
};

export const FAILS = {
  block: "Should it fail, the request is blocked.",
  allow: "Should it fail, the request passes.",
} as const;

const STRICTNESS: Record<Mode, number> = { off: 0, observe: 1, enforce: 2 };

/** The mode that a detector has in an API: an API in observe never enforces, and nothing looks in one that is off. */
export function effective(api: Mode, detector: Mode): Mode {
  return STRICTNESS[api] < STRICTNESS[detector] ? api : detector;
}

/** What reviews say: nothing is claimed of fewer than none. */
export function reviewed(falsePositives: number, truePositives: number): string {
  const all = falsePositives + truePositives;
  if (all === 0) return "nothing of it was reviewed yet";
  return `${Math.round((100 * falsePositives) / all)}% of ${all} ${all === 1 ? "review" : "reviews"}`;
}

/** Options as one line each; nothing where all is at its default. */
export function optionsInWords(options: Record<string, unknown>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
