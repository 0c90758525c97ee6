/** Layers of a stacked chart. Pure. */

/**
 * The layers' running sums, from the lowest layer up, so that each is drawn from the ground and the next lower one over
 * it. A gap counts as nothing. All layers are as long as the first.
 */
export function stacked(layers: readonly (readonly (number | null)[])[]): number[][] {
  const sums: number[][] = [];
  for (const layer of layers) {
    const below = sums.at(-1);
    sums.push((layers[0] ?? []).map((_, index) => (below?.[index] ?? 0) + (layer[index] ?? 0)));
  }
  return sums;
}

/** The last moments of a table that stands for a chart, newest first, without those in which nothing happened. */
export function told(layers: readonly (readonly (number | null)[])[], length: number, most: number): number[] {
  const indices: number[] = [];
  for (let index = length - 1; index >= 0 && indices.length < most; index -= 1) {
    if (layers.some((layer) => (layer[index] ?? 0) !== 0)) indices.push(index);
  }
  return indices;
}
