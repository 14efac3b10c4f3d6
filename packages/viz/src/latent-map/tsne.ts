import { argumentError, checkAbove, checkInteger, checkOneOf, checkOptions, type Names } from '../check';
import { type Affinities, conditionalProbabilities, jointProbabilities } from './affinities';
import {
  checkCodes,
  type LatentCodes,
  type LatentMap,
  type LatentMapOptions,
  MAP_NAMES,
  type Points,
} from './latent-map';
import { nearestNeighbors } from './nearest-neighbors';
import { principalPlane } from './principal-plane';
import { Quadtree } from './quadtree';
import { normal, seededRandom } from './seeded-random';
import { takeTurns } from './take-turns';
import { attraction, exactRepulsion, type Forces, treeRepulsion } from './tsne-forces';

/** Options of {@link tsne}. */
export interface TsneOptions extends LatentMapOptions {
  /** About how many neighbours count, at least 1 and below n - 1; default 30, or a third of n - 1 where that is less. */
  readonly perplexity?: number;
  /** A whole number of at least 1; default 1,000. */
  readonly iterations?: number;
  /** Above 0; default n / (4 earlyExaggeration), at least 50 (Belkina et al. 2019; the gradient has the factor 4 here). */
  readonly learningRate?: number;
  /** How much stronger neighbours attract in the first quarter of the iterations (250 at most), above 0; default 12. */
  readonly earlyExaggeration?: number;
  /** From 1,000 codes on: the angle, in (0, 1], below which far points push as one; less is slower, exacter. Default 0.5. */
  readonly theta?: number;
  /** Start in the plane of the two principal axes or at random; default 'pca'. */
  readonly initialization?: 'pca' | 'random';
}

const NAMES: Names<TsneOptions> = {
  ...MAP_NAMES,
  perplexity: true,
  iterations: true,
  learningRate: true,
  earlyExaggeration: true,
  theta: true,
  initialization: true,
};
/** Below this number of codes all pairs are taken into account, without approximation. */
const EXACT_BELOW = 1000;
const START_DEVIATION = 1e-4;

/**
 * A map on which neighbouring codes stay neighbours: van der Maaten 2014, "Accelerating t-SNE using tree-based
 * algorithms", with the start, schedule and learning rate of scikit-learn's `TSNE`. Distances between far groups, and the
 * sizes of groups, say little. 10,000 codes take about half a minute; the event loop gets turns.
 *
 * @param codes at least 4.
 * @throws RangeError (as a rejection) naming the argument that is out of range, or the row of codes that is not finite.
 */
export async function tsne(codes: LatentCodes, options: TsneOptions = {}): Promise<LatentMap> {
  checkOptions('options', options, NAMES);
  const checked = checkCodes(codes, 4);
  const { count } = checked;
  const perplexity = checkPerplexity(options.perplexity ?? Math.min(30, (count - 1) / 3), count);
  const iterations = checkInteger('iterations', options.iterations ?? 1000, 1);
  const exaggeration = checkAbove('earlyExaggeration', options.earlyExaggeration ?? 12, 0);
  const learningRate = checkAbove('learningRate', options.learningRate ?? Math.max(count / exaggeration / 4, 50), 0);
  const theta = checkAbove('theta', options.theta ?? 0.5, 0);
  if (theta > 1) throw argumentError('theta', 'a number in (0, 1]', theta);
  const initialization = checkOneOf('initialization', options.initialization ?? 'pca', ['pca', 'random']);
  const random = seededRandom(options.seed ?? 0);
  const turn = takeTurns(options.signal);

  const exact = count < EXACT_BELOW;
  const k = exact ? count - 1 : Math.min(count - 1, Math.floor(3 * perplexity + 1));
  const neighbors = await nearestNeighbors(checked, k, turn);
  const affinities = jointProbabilities(neighbors, conditionalProbabilities(neighbors, perplexity));
  const map = start(checked, initialization, random);
  const gradient = tsneGradient(affinities, map, exact ? undefined : theta);
  const descend = descent(map, learningRate);
  const early = Math.min(250, Math.floor(iterations / 4));
  for (let step = 1; step <= iterations; step++) {
    const isEarly = step <= early;
    descend(gradient(isEarly ? exaggeration : 1), isEarly ? 0.5 : 0.8);
    options.onProgress?.({ step, steps: iterations });
    await turn();
  }
  return map;
}

/**
 * The gradient of the Kullback-Leibler divergence of the map's q_ij from the p_ij, with its attraction times `exaggeration`, at
 * where the map's points are when it is called: van der Maaten 2014, equation 5. Without `theta` it is exact.
 */
export function tsneGradient(affinities: Affinities, { x, y }: LatentMap, theta?: number) {
  const pull: Forces = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  const push: Forces = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  const tree = new Quadtree(x.length);
  return (exaggeration: number): Forces => {
    attraction(affinities, x, y, pull);
    if (theta !== undefined) tree.build(x, y);
    const total = theta === undefined ? exactRepulsion(x, y, push) : treeRepulsion(x, y, tree, theta, push);
    for (let i = 0; i < x.length; i++) {
      pull.x[i] = -4 * (exaggeration * pull.x[i] + push.x[i] / total);
      pull.y[i] = -4 * (exaggeration * pull.y[i] + push.y[i] / total);
    }
    return pull;
  };
}

/** Steps with momentum, whose size grows along coordinates that keep their direction (Jacobs 1988), as in all of t-SNE. */
function descent({ x, y }: LatentMap, learningRate: number): (gradient: Forces, momentum: number) => void {
  const coordinates = [x, y].map((values) => ({
    values,
    gains: new Float64Array(values.length).fill(1),
    updates: new Float64Array(values.length),
  }));
  return (gradient, momentum) => {
    for (const [axis, { values, gains, updates }] of coordinates.entries()) {
      const slopes = axis === 0 ? gradient.x : gradient.y;
      for (let i = 0; i < values.length; i++) {
        const turned = updates[i] * slopes[i] >= 0;
        gains[i] = Math.max(0.01, turned ? gains[i] * 0.8 : gains[i] + 0.2);
        updates[i] = momentum * updates[i] - learningRate * gains[i] * slopes[i];
        values[i] += updates[i];
      }
    }
  };
}

function start(codes: Points, initialization: 'pca' | 'random', random: () => number): LatentMap {
  if (initialization === 'pca') return principalPlane(codes, START_DEVIATION, random);
  const place = () => START_DEVIATION * normal(random);
  return {
    x: Float64Array.from({ length: codes.count }, place),
    y: Float64Array.from({ length: codes.count }, place),
  };
}

function checkPerplexity(perplexity: number, count: number): number {
  if (perplexity >= 1 && perplexity < count - 1) return perplexity;
  throw argumentError(
    'perplexity',
    `a number of at least 1 and below ${count - 1}, one less than the codes`,
    perplexity,
  );
}
