import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { type Affinities, conditionalProbabilities, jointProbabilities } from './affinities';
import {
  checkCodes,
  LATENT_MAP_OPTIONS,
  type LatentCodes,
  type LatentMap,
  type LatentMapOptions,
  type Points,
  turns,
} from './latent-map';
import { nearestNeighbors } from './nearest-neighbors';
import { principalPlane } from './principal-plane';
import { normal, seededRandom } from './seeded-random';
import { TreeRepulsion } from './tree-repulsion';
import { attraction, exactRepulsion, type Forces } from './tsne-forces';

/** Options of {@link tsne}. */
export interface TsneOptions extends LatentMapOptions {
  /** Effective number of neighbours of a code, at least 1 and below n - 1. Default 30, or (n - 1) / 3 if that is less. */
  readonly perplexity?: number;
  /** Number of gradient steps, at least 1. Default 1,000. */
  readonly iterations?: number;
  /**
   * Learning rate, above 0. Default n / (4 earlyExaggeration), at least 50 (Belkina et al. 2019; this gradient has the
   * factor 4).
   */
  readonly learningRate?: number;
  /** Factor of the attraction in the first quarter of the iterations (at most 250), above 0. Default 12. */
  readonly earlyExaggeration?: number;
  /**
   * Size of two groups of points, relative to their distance, up to which they repel each other as wholes, in (0, 1], for 1,000 or
   * more codes. Smaller is slower and more exact. Default 0.5.
   */
  readonly theta?: number;
  /** Start in the plane of the two principal axes, or at random. Default 'pca'. */
  readonly initialization?: 'pca' | 'random';
}

const TSNE_OPTIONS = {
  perplexity: optional(kind.number({ from: 1 })),
  iterations: optional(kind.integer({ from: 1 }), 1000),
  learningRate: optional(kind.number({ above: 0 })),
  earlyExaggeration: optional(kind.number({ above: 0 }), 12),
  theta: optional(kind.number({ above: 0, to: 1 }), 0.5),
  initialization: optional(kind.choice(['pca', 'random']), 'pca'),
  ...LATENT_MAP_OPTIONS,
} satisfies Description<TsneOptions>;

/** Below this number of codes the repulsion of all pairs is summed, without approximation. */
const EXACT_BELOW = 1000;
const START_DEVIATION = 1e-4;

/**
 * Returns a map by t-SNE, on which neighbouring codes stay neighbours.
 *
 * ```ts
 * const values = Float32Array.from({ length: 60 * 10 }, (_, i) => (Math.floor(i / 10) % 2) * 5 + Math.sin(i * i));
 * const map = await tsne({ values, dimension: 10 }, { seed: 1, iterations: 250 });
 * const svg = scatter({ ...map, xLabel: 't-SNE 1', yLabel: 't-SNE 2' });
 * ```
 *
 * The algorithm is that of van der Maaten 2014, "Accelerating t-SNE using tree-based algorithms", with the start, schedule and
 * learning rate of scikit-learn's `TSNE`, and with repulsion between groups of points instead of between a point and a group. It
 * runs on one thread. Distances between distant groups, and the sizes of groups, mean little. The event loop gets turns meanwhile.
 *
 * @param codes at least 4.
 * @throws ArgumentError (as a rejection) naming the argument that is out of range, or the row of codes that is not finite.
 */
export async function tsne(codes: LatentCodes, options: TsneOptions = {}): Promise<LatentMap> {
  const { seed, onProgress, signal, iterations, theta, initialization, ...read } = readOptions(
    'options',
    options,
    TSNE_OPTIONS,
  );
  const checked = checkCodes(codes, 4);
  const { count } = checked;
  const { perplexity = Math.min(30, (count - 1) / 3), earlyExaggeration: exaggeration } = read;
  if (perplexity >= count - 1) {
    const expected = `a number of at least 1 and below ${count - 1}, one less than the number of codes`;
    throw new ArgumentError('perplexity', expected, perplexity);
  }
  const { learningRate = Math.max(count / exaggeration / 4, 50) } = read;
  const random = seededRandom(seed);
  const turn = turns(signal);

  const exact = count < EXACT_BELOW;
  const k = exact ? count - 1 : Math.min(count - 1, Math.floor(3 * perplexity + 1));
  const neighbors = await nearestNeighbors(checked, k, turn);
  const affinities = jointProbabilities(neighbors, conditionalProbabilities(neighbors, perplexity));
  const map = start(checked, initialization, random);
  const gradient = tsneGradient(affinities, map, exact ? undefined : theta);
  const descend = descent(map, learningRate);
  const early = Math.min(250, Math.floor(iterations / 4));
  for (let step = 1; step <= iterations; step++) {
    const [factor, momentum] = step <= early ? [exaggeration, 0.5] : [1, 0.8];
    descend(gradient(factor), momentum);
    onProgress?.({ step, steps: iterations });
    await turn();
  }
  return map;
}

/**
 * Returns a function that computes the gradient of the Kullback-Leibler divergence of the map's q_ij from the p_ij at
 * the current points of the map: van der Maaten 2014, equation 5. Its attraction is multiplied by `exaggeration`.
 * Without `theta` it is exact.
 */
export function tsneGradient(affinities: Affinities, { x, y }: LatentMap, theta?: number) {
  const pull: Forces = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  const push: Forces = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  const tree = theta === undefined ? undefined : new TreeRepulsion(x.length, theta);
  return (exaggeration: number): Forces => {
    attraction(affinities, x, y, pull);
    const total = tree?.compute(x, y, push) ?? exactRepulsion(x, y, push);
    for (let i = 0; i < x.length; i++) {
      pull.x[i] = -4 * (exaggeration * pull.x[i] + push.x[i] / total);
      pull.y[i] = -4 * (exaggeration * pull.y[i] + push.y[i] / total);
    }
    return pull;
  };
}

/** Returns gradient descent with momentum and with gains that grow while a coordinate keeps its direction (Jacobs 1988). */
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
