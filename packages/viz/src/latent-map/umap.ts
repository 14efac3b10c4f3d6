import { argumentError, checkInteger, checkOptions } from '../check';
import { checkCodes, type LatentCodes, type LatentMap, type LatentMapOptions, MAP_NAMES } from './latent-map';
import { nearestNeighbors } from './nearest-neighbors';
import { principalPlane } from './principal-plane';
import { seededRandom } from './seeded-random';
import { takeTurns } from './take-turns';

/** Options of {@link umap}. */
export interface UmapOptions extends LatentMapOptions {
  /** How many codes a neighbourhood has, itself among them: at least 2, below n; default 15, or n - 1 if less. */
  readonly neighbors?: number;
  /** How close points may lie on the map, in [0, 1]; default 0.1. */
  readonly minDistance?: number;
  /** A whole number of at least 1; default 500 up to 2,500 codes, falling to 200 above 7,500. */
  readonly epochs?: number;
}

/** The map starts with this standard deviation along its longer axis. */
const START_DEVIATION = 5;

/**
 * A map by McInnes, Healy and Melville 2018, "UMAP: Uniform manifold approximation and projection for dimension reduction"
 * (arXiv:1802.03426v3), through the library umap-js, which is loaded when it is called; from exact neighbours, and from
 * the plane of the two principal axes. Faster than {@link tsne}, and less true to the nearest neighbours.
 *
 * @param codes at least 4.
 * @throws RangeError (as a rejection) naming the argument that is out of range, or the row of codes that is not finite.
 */
export async function umap(codes: LatentCodes, options: UmapOptions = {}): Promise<LatentMap> {
  checkOptions('options', options, { ...MAP_NAMES, neighbors: true, minDistance: true, epochs: true });
  const checked = checkCodes(codes, 4);
  const { count, dimension } = checked;
  const size = checkInteger('neighbors', options.neighbors ?? Math.min(15, count - 1), 2);
  if (size >= count) throw argumentError('neighbors', `fewer than the ${count} codes`, size);
  const minDistance = options.minDistance ?? 0.1;
  if (!(minDistance >= 0 && minDistance <= 1)) throw argumentError('minDistance', 'a number in [0, 1]', minDistance);
  const epochs = options.epochs === undefined ? undefined : checkInteger('epochs', options.epochs, 1);
  const random = seededRandom(options.seed ?? 0);
  const turn = takeTurns(options.signal);

  const { UMAP } = await import('umap-js');
  const model = new UMAP({ nNeighbors: size, minDist: minDistance, nEpochs: epochs, random });
  const { indices, distances } = await nearestNeighbors(checked, size - 1, turn);
  const others = (i: number, values: ArrayLike<number>) =>
    Array.from({ length: size - 1 }, (_, j) => values[i * (size - 1) + j]);
  const rows = Array.from({ length: count }, (_, i) => i);
  model.setPrecomputedKNN(
    rows.map((i) => [i, ...others(i, indices)]),
    rows.map((i) => [0, ...others(i, distances).map(Math.sqrt)]),
  );
  const steps = model.initializeFit(
    rows.map((i) => Array.from(checked.values.subarray(i * dimension, (i + 1) * dimension))),
  );
  // These are the points that the library moves, at random places so far.
  const points = model.getEmbedding();
  const start = principalPlane(checked, START_DEVIATION, random);
  for (const [i, point] of points.entries()) [point[0], point[1]] = [start.x[i], start.y[i]];
  for (let step = 1; step <= steps; step++) {
    model.step();
    options.onProgress?.({ step, steps });
    await turn();
  }
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) };
}
