import { ArgumentError } from '../errors';
import type { Rng } from '../rng';
import { indexAt } from './index-at';
import type { CodeTable } from './read-codes';
import { squaredDistance } from './squared-distance';
import { WorkPacer } from './work-pacer';

/**
 * `count` of the codes as means to start from: each is drawn with a probability proportional to its squared distance from the
 * nearest one so far (Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding", section 2.2).
 *
 * @throws ArgumentError, naming `components`, if there are fewer different codes.
 */
export async function kMeansPlusPlus(table: CodeTable, count: number, rng: Rng): Promise<CodeTable> {
  const { values, latentDim } = table;
  const means = new Float32Array(count * latentDim);
  const squared = new Float64Array(table.count).fill(Infinity);
  const pacer = new WorkPacer();
  let pick = rng.integer(table.count);
  for (let k = 0; ; k++) {
    const start = k * latentDim;
    means.set(values.subarray(pick * latentDim, (pick + 1) * latentDim), start);
    if (k + 1 === count) return { values: means, count, latentDim };
    let total = 0;
    for (let i = 0; i < table.count; i++) {
      squared[i] = Math.min(squared[i], squaredDistance(values, i * latentDim, means, start, latentDim, squared[i]));
      total += squared[i];
    }
    if (total === 0) throw new ArgumentError('components', `at most the number of different codes, ${k + 1}`, count);
    pick = indexAt(squared, rng.uniform(0, total));
    await pacer.pause();
  }
}
