/** How what is seen now stands against what is usual. Pure. */
import { bytes, count, micros, percent } from "@/shared/format/format";
import type { Baseline } from "./types";

export type Standing = "odd" | "high" | "low" | "usual" | "unknown";

export function standing({ now, low, high, bound }: Pick<Baseline, "now" | "low" | "high" | "bound">): Standing {
  if (now === null) return "unknown";
  if (bound > 0 && now >= bound) return "odd";
  if (now > high) return "high";
  return now < low ? "low" : "usual";
}

export const STANDINGS: Record<Standing, { text: string; tone: "plain" | "good" | "warn" | "bad" | "watch" }> = {
  odd: { text: "odd", tone: "bad" },
  high: { text: "more than usual", tone: "warn" },
  low: { text: "less than usual", tone: "warn" },
  usual: { text: "usual", tone: "good" },
  unknown: { text: "too little now", tone: "plain" },
};

const ORDER: readonly Standing[] = ["odd", "high", "low", "usual", "unknown"];

export interface Wanted {
  api: number | null;
  text: string;
  /** only what is not as usual */
  off: boolean;
}

/** What is furthest from usual comes first; else in the order of use, in which it was told. */
export function chosen(baselines: readonly Baseline[], { api, text, off }: Wanted): Baseline[] {
  const word = text.trim().toLowerCase();
  return baselines
    .filter((one) => api === null || one.api_id === api)
    .filter((one) => `${one.operation} ${one.figure} ${one.who}`.toLowerCase().includes(word))
    .map((one) => ({ one, rank: ORDER.indexOf(standing(one)) }))
    .filter(({ rank }) => !off || rank < ORDER.indexOf("usual"))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

export function said(value: number, unit: Baseline["unit"]): string {
  if (unit === "bytes") return bytes(Math.round(value));
  if (unit === "seconds") return micros(Math.round(value * 1e6));
  if (unit === "share") return percent(value, 1);
  const rounded = count(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
  return unit === "per minute" ? `${rounded}/min` : rounded;
}

/** Where on a scale of 100 things stand that may be a thousand times apart: by the logarithm, up to what counts as odd and beyond. */
export function scale({ usual, low, high, bound, now }: Pick<Baseline, "usual" | "low" | "high" | "bound" | "now">): (value: number) => number {
  const most = Math.max(usual, high, bound, now ?? 0) * 1.15;
  const least = Math.min(...[usual, low, high, now ?? usual].filter((value) => value > 0), most) / 2;
  const width = Math.log(most / least) || 1;
  return (value) => (value <= least || !Number.isFinite(width) ? 0 : Math.min(100, (100 * Math.log(value / least)) / width));
}

/** An alert's title in two: what was seen, and what would have been done about it in enforce. */
export function parted(title: string): { seen: string; order: string } {
  const at = title.indexOf("; in enforce: ");
  return at < 0 ? { seen: title, order: "" } : { seen: title.slice(0, at), order: title.slice(at + "; in enforce: ".length) };
}
