/** Two versions of a model side by side: each figure of both, and which of them it speaks for. Pure. */
import { bytes, count, dateTime } from "@/shared/format/format";
import type { Model } from "./types";
import { kindOf, MATURITY, share, STATES } from "./words";

export interface Line {
  name: string;
  left: string;
  right: string;
  /** the one that this figure speaks for; none where both are as good or it is no matter of good and bad */
  better: "left" | "right" | null;
}

type Measures = Model["measures"];

interface Figure {
  name: string;
  of: (measures: Measures) => number;
  said: (value: number, unit: string) => string;
  good?: "more" | "less";
  /** of models of this kind alone */
  kind?: Model["kind"];
}

const FIGURES: readonly Figure[] = [
  { name: "Clean requests it alerts on", of: ({ alert_rate }) => alert_rate, said: share, good: "less" },
  { name: "Strange requests it finds", of: ({ separation }) => separation, said: share, good: "more" },
  { name: "Learned from", of: ({ learned }) => learned, said: (value, unit) => `${count(value)} ${unit}`, good: "more" },
  { name: "Over", of: ({ days }) => days, said: days, good: "more" },
  { name: "Checked on later", of: ({ checked }) => checked, said: (value, unit) => `${count(value)} ${unit}` },
  { name: "Tells an attack from good text (AUC)", of: ({ auc = 0 }) => auc, said: exactly, good: "more", kind: "classifier" },
  { name: "Error of its probabilities (Brier)", of: ({ brier = 0 }) => brier, said: exactly, good: "less", kind: "classifier" },
  { name: "Reviewed texts among them", of: ({ reviews = 0 }) => reviews, said: (value) => count(value), good: "more", kind: "classifier" },
  { name: "Operations it knows", of: ({ operations }) => operations, said: (value) => count(value), kind: "outliers" },
  { name: "Support vectors", of: ({ support_vectors }) => support_vectors, said: (value) => count(value), kind: "outliers" },
  { name: "Training took", of: ({ seconds }) => seconds, said: (value) => `${value} s` },
];

/** Of one, to four places; 0 says that it was not measured. */
function exactly(value: number): string {
  return value === 0 ? "–" : value.toFixed(4);
}

export function days(value: number): string {
  if (value >= 1) return `${Number(value.toFixed(1))} days`;
  return value >= 1 / 24 ? `${Number((value * 24).toFixed(1))} hours` : `${Math.round(value * 1440)} minutes`;
}

export function compared(left: Model, right: Model): Line[] {
  const told = (name: string, say: (model: Model) => string): Line => ({ name, left: say(left), right: say(right), better: null });
  return [
    told("State", ({ state }) => STATES[state].text),
    told("Why", ({ reason }) => reason),
    told("Made", ({ created_at, author }) => `${dateTime(created_at)}, by ${author}`),
    told("Maturity", ({ maturity }) => MATURITY[maturity].text),
    ...FIGURES.filter(({ kind }) => kind === undefined || kind === left.kind).map((figure) => lineOf(figure, left, right)),
    ...kinds(left, right),
    told("Requests from", ({ measures: { since } }) => (since ? dateTime(since) : "–")),
    told("Requests until", ({ measures: { until } }) => (until ? dateTime(until) : "–")),
    told("Size", ({ bytes: size }) => bytes(size)),
    told("SHA-256", ({ digest }) => digest.slice(0, 16)),
  ];
}

function kinds(left: Model, right: Model): Line[] {
  const names = new Set([left, right].flatMap(({ measures }) => Object.keys(measures.separation_by_kind)));
  return [...names].sort().map((name) => lineOf({ name: `Finds: ${name}`, of: ({ separation_by_kind }) => separation_by_kind[name] ?? 0, said: share, good: "more" }, left, right));
}

function lineOf({ name, of, said, good }: Figure, left: Model, right: Model): Line {
  const [a, b] = [of(left.measures), of(right.measures)];
  const { unit } = kindOf(left.kind);
  const [one, other] = [said(a, unit), said(b, unit)];
  const more = a > b ? "left" : "right";
  const less = more === "left" ? "right" : "left";
  // What was not measured speaks for nobody.
  const better = !good || a === b || one === "–" || other === "–" ? null : good === "more" ? more : less;
  return { name, left: one, right: other, better };
}
