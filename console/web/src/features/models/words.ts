/** What models are called, how far they are to be trusted, and which belong together. Pure. */
import type { Tone } from "@/shared/ui";
import type { Model, Rates, TrainKind, Training } from "./types";

interface Kind {
  name: string;
  /** what it is made of */
  made: string;
  does: string;
  /** what it is trained on, as the training's dialog says it */
  learns: string;
  /** what is counted of it */
  unit: string;
}

const KINDS: Record<string, Kind> = {
  outliers: {
    name: "Unusual requests",
    made: "Isolation Forest and One-Class SVM",
    does: "tells requests that are unlike those an API is usually sent",
    learns: "the clean requests that are recorded",
    unit: "requests",
  },
  classifier: {
    name: "Payload classifier",
    made: "TF-IDF over characters and logistic regression",
    does: "tells how likely a value is an attack, and seconds or doubts signatures",
    learns: "reviewed alerts, values of clean requests, and drawn texts",
    unit: "texts",
  },
};

export const kindOf = (kind: string): Kind => KINDS[kind] ?? { name: kind, made: kind, does: "", learns: "what is recorded", unit: "requests" };

/** What can be trained. */
export const TRAINED: readonly TrainKind[] = ["outliers", "classifier"];

export const MATURITY: Record<Model["maturity"], { text: string; tone: Tone; means: string }> = {
  young: { text: "young", tone: "warn", means: "learned from fewer than 2,000 requests or two days: expect it to be wrong more often" },
  grown: { text: "grown", tone: "plain", means: "learned from two days and more, less than a week" },
  mature: { text: "mature", tone: "good", means: "learned from a week and more" },
  "": { text: "as shipped", tone: "plain", means: "not learned from this installation’s traffic" },
};

export const STATES: Record<Model["state"], { text: string; tone: Tone }> = {
  serving: { text: "serves", tone: "good" },
  candidate: { text: "candidate", tone: "watch" },
  retired: { text: "retired", tone: "plain" },
  failed: { text: "failed", tone: "bad" },
};

/** All versions of one kind and API, the newest first. */
export interface Line {
  /** in the URL */
  key: string;
  kind: string;
  apiId: number | null;
  versions: readonly Model[];
  serving: Model | undefined;
}

export const keyOf = (kind: string, apiId: number | null) => `${kind}.${apiId ?? "all"}`;

/** By kind, that of all APIs first. */
export function lines(models: readonly Model[]): Line[] {
  const found = new Map<string, Model[]>();
  for (const model of models) {
    const key = keyOf(model.kind, model.api_id);
    found.set(key, [...(found.get(key) ?? []), model]);
  }
  return [...found]
    .map(([key, versions]) => {
      const sorted = [...versions].sort((a, b) => b.version - a.version);
      const [{ kind, api_id: apiId }] = sorted as [Model];
      return { key, kind, apiId, versions: sorted, serving: sorted.find(({ state }) => state === "serving") };
    })
    .sort((a, b) => a.kind.localeCompare(b.kind) || (a.apiId ?? 0) - (b.apiId ?? 0));
}

/** What a line's model was shown lately: of its own API, or of all APIs that have no model of their own. */
export function lately(line: Line, all: readonly Line[], rates: Rates["items"]): { requests: number; alerts: number } {
  const own = new Set(all.filter(({ kind, apiId, serving }) => kind === line.kind && apiId !== null && serving).map(({ apiId }) => apiId));
  const shown = rates.filter(({ api_id }) => (line.apiId === null ? api_id > 0 && !own.has(api_id) : api_id === line.apiId));
  return shown.reduce((sum, { requests, alerts }) => ({ requests: sum.requests + requests, alerts: sum.alerts + (alerts[line.kind] ?? 0) }), { requests: 0, alerts: 0 });
}

/** Asked for or under way; none where all have ended. */
export const underWay = (trainings: readonly Training[]): Training | undefined => trainings.find(({ state }) => state === "running") ?? trainings.find(({ state }) => state === "requested");

const OUTCOMES: Record<Training["results"][number]["state"], string> = { serving: "serves", candidate: "is a candidate", skipped: "was left out", failed: "failed" };

export const outcomeInWords = ({ api, state, reason }: Training["results"][number]): string => `${api} ${OUTCOMES[state]}${reason ? `: ${reason}` : ""}`;

/** A share, as exactly as so small a number is to be said. */
export function share(value: number): string {
  if (value === 0) return "0%";
  const hundred = value * 100;
  return `${hundred >= 10 ? Math.round(hundred) : Number(hundred.toPrecision(2))}%`;
}
