/** What the figures say: what observing let through, and how a number stands against the period before. Pure. */

interface Numbers {
  requests: number;
  block: number;
  throttle: number;
  would_block: number;
  would_throttle: number;
}

/** What was let through only because its API or detector observes; never more than was let through at all. */
export function observed({ requests, block, throttle, would_block, would_throttle }: Numbers): number {
  return Math.max(0, Math.min(would_block + would_throttle, requests - block - throttle));
}

/** Whether all that was counted came in the last half of these points: most of their picture would be of nothing. */
export function young(series: readonly { requests: number }[]): boolean {
  const first = series.findIndex(({ requests }) => requests > 0);
  return first >= 0 && first >= Math.floor(series.length / 2);
}

export interface Change {
  /** `+12%`, `−3%`, `×8`, `new`, `same`, `gone` */
  text: string;
  direction: "up" | "down" | "same";
}

/** Null where there is nothing to stand against. */
export function change(now: number | null, before: number | null | undefined): Change | null {
  if (now === null || before === null || before === undefined) return null;
  if (now === before) return { text: "same", direction: "same" };
  if (before === 0) return { text: "new", direction: "up" };
  if (now === 0) return { text: "gone", direction: "down" };
  const share = now / before - 1;
  const direction = share > 0 ? "up" : "down";
  if (share >= 9) return { text: `×${Math.round(now / before)}`, direction };
  const percent = Math.round(Math.abs(share) * 100);
  return { text: `${share > 0 ? "+" : "−"}${percent === 0 ? "<1" : percent}%`, direction };
}
