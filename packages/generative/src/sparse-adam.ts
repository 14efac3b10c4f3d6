import { type AdamOptions, adam, type Optimizer } from '@ae-lab/core';

/**
 * Adam for rows of a table that are updated once an epoch, as sparse Adams of other frameworks have it (PyTorch's `SparseAdam`,
 * Keras): the bias of the moments is corrected by the steps of all rows, which soon comes to no correction, instead of a row's
 * own few updates. As the second moment starts lower than the first, the first updates of a row go 3 to 6 times as far.
 */
export function sparseAdam(options: AdamOptions = {}): Optimizer {
  const dense = adam(options);
  return {
    ...dense,
    name: 'sparse-adam',
    update: (rows, gradient, slots, step) =>
      dense.update(rows, gradient, slots, { ...step, count: Number.POSITIVE_INFINITY }),
  };
}
