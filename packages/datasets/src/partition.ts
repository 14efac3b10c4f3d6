import type { Rng } from '@ae-lab/core';

/** Returns all positions of `labels`, class after class, in random order within each class. */
export function grouped(labels: Int32Array, rng: Rng): Int32Array {
  return rng.permutation(labels.length).sort((a, b) => labels[a] - labels[b]);
}

/**
 * Splits `order` in two. The first part gets `fraction` of every run of neighbours, to within one, and that fraction of the
 * whole, rounded. Both parts are sorted.
 */
export function spread(order: Int32Array, fraction: number): [Int32Array, Int32Array] {
  const taken = (count: number) => Math.round(count * fraction);
  return parts(order, (i) => taken(i + 1) > taken(i));
}

/** Splits `order` into every k-th position from `first` on, and the others. Both parts are sorted. */
export function dealt(order: Int32Array, k: number, first: number): [Int32Array, Int32Array] {
  return parts(order, (i) => i % k === first);
}

function parts(order: Int32Array, isFirst: (i: number) => boolean): [Int32Array, Int32Array] {
  return [order.filter((_, i) => isFirst(i)).sort(), order.filter((_, i) => !isFirst(i)).sort()];
}
