/** What each detector wanted, and what it adds up to. Mirrors the gateway's judge in order to explain it; decides nothing. Pure. */
import type { Api, Exchange, Finding } from "@/shared/api/client";
import { verdictOf } from "@/shared/stream/buffer";

/** The anomaly points of a severity, as the gateway counts them. */
export const POINTS: Readonly<Record<string, number>> = { info: 0, notice: 2, warning: 3, error: 4, critical: 5 };

export function points(finding: Finding): number {
  return finding.effect === "score" ? (POINTS[finding.severity] ?? 0) : 0;
}

export type Stance = "allow" | "block" | "throttle" | "score" | "note" | "nothing";
const STRENGTH: readonly Stance[] = ["allow", "block", "throttle", "score", "note", "nothing"];

export interface Vote {
  detector: string;
  stance: Stance;
  points: number;
  /** indices into the exchange's findings */
  findings: readonly number[];
  /** its findings were recorded, and bore on nothing */
  observed: boolean;
  /** microseconds; null where it was not measured */
  cost: number | null;
}

/** In the order in which they ran, as far as that is known. */
export function votes({ findings, cost }: Pick<Exchange, "findings" | "cost">): Vote[] {
  const names = [...new Set([...Object.keys(cost), ...findings.map(({ detector }) => detector)])];
  return names.map((detector) => {
    const own = findings.flatMap((finding, index) => (finding.detector === detector ? [index] : []));
    const held = own.map((index) => findings[index]).filter((finding) => finding !== undefined);
    const stances = held.map(({ effect }) => (STRENGTH.includes(effect as Stance) ? (effect as Stance) : "note"));
    return {
      detector,
      stance: STRENGTH.find((stance) => stances.includes(stance)) ?? "nothing",
      points: held.reduce((sum, finding) => sum + points(finding), 0),
      findings: own,
      observed: held.length > 0 && held.every(({ mode }) => mode === "observe"),
      cost: cost[detector] ?? null,
    };
  });
}

export interface Weight {
  /** what counted */
  score: number;
  /** what would count, were every detector that ran in enforce */
  potential: number;
  threshold: number | null;
}

/** The threshold is the API's of today: what it was then is in the policy of the exchange's revision. */
export function weight(exchange: Exchange, api: Api | undefined): Weight {
  const potential = exchange.findings.reduce((sum, finding) => sum + points(finding), 0);
  return { score: exchange.score, potential: Math.max(potential, exchange.score), threshold: api?.block_threshold ?? null };
}

/** Why it met its verdict, in a sentence or two. */
export function summary(exchange: Exchange, api: Api | undefined): string {
  const { threshold } = weight(exchange, api);
  const score = threshold === null ? `score ${exchange.score}` : `score ${exchange.score} against a threshold of ${threshold}`;
  const by = exchange.reason && `, decided by ${exchange.reason}`;
  switch (verdictOf(exchange)) {
    case "block":
      return `Blocked: ${score}${by}.`;
    case "throttle":
      return `Throttled${by}.`;
    case "would":
      return `Let through because its API or detector only observes. In enforce it would have met a ${exchange.would}: ${score}${by}.`;
    case "allow":
      if (exchange.reason) return `Let through${by}.`;
      return exchange.findings.length > 0 ? `Let through: ${score}.` : "Let through: nothing was found.";
  }
}

/** What enforcing everywhere would have changed. */
export function inEnforce(exchange: Exchange): string {
  const verdict = verdictOf(exchange);
  if (verdict === "block" || verdict === "throttle") return "It is enforced already: this is what happened.";
  if (verdict === "would") return exchange.would === "throttle" ? "It would have been answered 429." : "It would have been answered 403.";
  return exchange.findings.some(({ effect }) => effect === "allow") ? "The same: whoever is whitelisted passes in any mode." : "The same: it would have passed.";
}
