import { ArgumentError, type Rng, WorkPacer } from '@ae-lab/base';
import { type Codes, rowOf } from './codes';
import { indexAt } from './index-at';
import { squaredDistance } from './squared-distance';

/**
 * Draws `count` of the codes as starting means, each with a probability proportional to its squared distance from the
 * nearest mean drawn so far (Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding", section 2.2).
 *
 * @throws ArgumentError that names `components` if there are fewer different codes.
 */
export async function kMeansPlusPlus(codes: Codes, count: number, rng: Rng): Promise<Codes> {
  const { values, dimension } = codes;
  const means = new Float64Array(count * dimension);
  const squared = new Float64Array(values.length / dimension).fill(Infinity);
  const pacer = new WorkPacer();
  let pick = rng.integer(squared.length);
  for (let k = 0; ; k++) {
    const start = k * dimension;
    means.set(rowOf(codes, pick), start);
    if (k + 1 === count) return { values: means, dimension };
    let total = 0;
    for (let i = 0; i < squared.length; i++) {
      squared[i] = Math.min(squared[i], squaredDistance(values, i * dimension, means, start, dimension, squared[i]));
      total += squared[i];
    }
    if (total === 0) throw new ArgumentError('components', `at most the number of different codes, ${k + 1}`, count);
    pick = indexAt(squared, rng.uniform(0, total));
    await pacer.pause();
  }
}
