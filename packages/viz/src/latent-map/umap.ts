import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import {
  checkCodes,
  LATENT_MAP_OPTIONS,
  type LatentCodes,
  type LatentMap,
  type LatentMapOptions,
  turns,
} from './latent-map';
import { nearestNeighbors } from './nearest-neighbors';
import { principalPlane } from './principal-plane';
import { seededRandom } from './seeded-random';

/** Options of {@link umap}. */
export interface UmapOptions extends LatentMapOptions {
  /** Size of a code's neighbourhood, the code included, at least 2 and below n. Default 15, or n - 1 if that is less. */
  readonly neighbors?: number;
  /** Least distance of points on the map, in [0, 1]. Default 0.1. */
  readonly minDistance?: number;
  /** Number of epochs, at least 1. Default 500 up to 2,500 codes, falling to 200 above 7,500. */
  readonly epochs?: number;
}

const UMAP_OPTIONS = {
  neighbors: optional(kind.integer({ from: 2 })),
  minDistance: optional(kind.number({ from: 0, to: 1 }), 0.1),
  epochs: optional(kind.integer({ from: 1 })),
  ...LATENT_MAP_OPTIONS,
} satisfies Description<UmapOptions>;

/** Standard deviation of the start along its longer axis. */
const START_DEVIATION = 5;

/**
 * Returns a map by UMAP, faster than {@link tsne} and less faithful to the nearest neighbours.
 *
 * ```ts
 * const values = Float32Array.from({ length: 60 * 10 }, (_, i) => (Math.floor(i / 10) % 2) * 5 + Math.sin(i * i));
 * const map = await umap({ values, dimension: 10 }, { seed: 1, epochs: 100 });
 * const svg = scatter({ ...map, xLabel: 'UMAP 1', yLabel: 'UMAP 2' });
 * ```
 *
 * The algorithm is that of McInnes, Healy and Melville 2018, "UMAP: Uniform manifold approximation and projection for
 * dimension reduction" (arXiv:1802.03426v3). The library umap-js runs it, and is loaded by the first call. It starts
 * from exact neighbours and from the plane of the two principal axes.
 *
 * @param codes at least 4.
 * @throws ArgumentError (as a rejection) naming the argument that is out of range, or the row of codes that is not
 * finite.
 */
export async function umap(codes: LatentCodes, options: UmapOptions = {}): Promise<LatentMap> {
  const { seed, onProgress, signal, minDistance, epochs, ...read } = readOptions('options', options, UMAP_OPTIONS);
  const checked = checkCodes(codes, 4);
  const { count, dimension } = checked;
  const { neighbors: size = Math.min(15, count - 1) } = read;
  if (size >= count) throw new ArgumentError('neighbors', `fewer than the ${count} codes`, size);
  const random = seededRandom(seed);
  const turn = turns(signal);

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
  // The library moves these points, which are at random places so far.
  const points = model.getEmbedding();
  const start = principalPlane(checked, START_DEVIATION, random);
  for (const [i, point] of points.entries()) [point[0], point[1]] = [start.x[i], start.y[i]];
  for (let step = 1; step <= steps; step++) {
    model.step();
    onProgress?.({ step, steps });
    await turn();
  }
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) };
}
