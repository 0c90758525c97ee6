/** Two versions of a model side by side: each figure of both, and which of them it speaks for. Pure. */
import { bytes, count, dateTime } from "@/shared/format/format";
import type { Model } from "./types";
import { MATURITY, share, STATES } from "./words";

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
  said: (value: number) => string;
  good?: "more" | "less";
}

const FIGURES: readonly Figure[] = [
  { name: "Clean requests it alerts on", of: ({ alert_rate }) => alert_rate, said: share, good: "less" },
  { name: "Strange requests it finds", of: ({ separation }) => separation, said: share, good: "more" },
  { name: "Learned from", of: ({ learned }) => learned, said: (value) => `${count(value)} requests`, good: "more" },
  { name: "Over", of: ({ days }) => days, said: days, good: "more" },
  { name: "Checked on later", of: ({ checked }) => checked, said: (value) => `${count(value)} requests` },
  { name: "Operations it knows", of: ({ operations }) => operations, said: count },
  { name: "Support vectors", of: ({ support_vectors }) => support_vectors, said: count },
  { name: "Training took", of: ({ seconds }) => seconds, said: (value) => `${value} s` },
];

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
    ...FIGURES.map((figure) => lineOf(figure, left.measures, right.measures)),
    ...kinds(left.measures, right.measures),
    told("Requests from", ({ measures: { since } }) => (since ? dateTime(since) : "–")),
    told("Requests until", ({ measures: { until } }) => (until ? dateTime(until) : "–")),
    told("Size", ({ bytes: size }) => bytes(size)),
    told("SHA-256", ({ digest }) => digest.slice(0, 16)),
  ];
}

function kinds(left: Measures, right: Measures): Line[] {
  const names = new Set([...Object.keys(left.separation_by_kind), ...Object.keys(right.separation_by_kind)]);
  return [...names].sort().map((name) => lineOf({ name: `Finds: ${name}`, of: ({ separation_by_kind }) => separation_by_kind[name] ?? 0, said: share, good: "more" }, left, right));
}

function lineOf({ name, of, said, good }: Figure, left: Measures, right: Measures): Line {
  const [a, b] = [of(left), of(right)];
  const more = a > b ? "left" : "right";
  const less = more === "left" ? "right" : "left";
  return { name, left: said(a), right: said(b), better: !good || a === b ? null : good === "more" ? more : less };
}
