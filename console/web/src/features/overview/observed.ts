/** What was let through only because its API or detector observes: the numbers of `would` include what was in fact stopped. */
export interface Numbers {
  block: number;
  throttle: number;
  would_block: number;
  would_throttle: number;
}

export function observed({ block, throttle, would_block, would_throttle }: Numbers): number {
  return Math.max(0, would_block + would_throttle - block - throttle);
}
