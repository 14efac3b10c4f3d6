import { normal, seededRandom } from '../src/latent-map/seeded-random';

/** Returns `count` codes around `centres` random centres in turn, which are far apart relative to the spread of 1. */
export function clusters(
  count: number,
  dimension: number,
  centres: number,
  seed = 1,
): { values: Float64Array; dimension: number } {
  const random = seededRandom(seed);
  const middles = Float64Array.from({ length: centres * dimension }, () => 20 * normal(random));
  const values = Float64Array.from({ length: count * dimension }, (_, i) => {
    const cluster = Math.floor(i / dimension) % centres;
    return middles[cluster * dimension + (i % dimension)] + normal(random);
  });
  return { values, dimension };
}

/** Returns the share of points whose nearest other point on the map is in the same cluster. */
export function nearestOfSameCluster({ x, y }: { x: Float64Array; y: Float64Array }, centres: number): number {
  const points = Array.from(x, (_, i) => i);
  const same = points.filter((i) => {
    const others = points.filter((j) => j !== i);
    const distance = (j: number) => Math.hypot(x[i] - x[j], y[i] - y[j]);
    const nearest = others.reduce((best, j) => (distance(j) < distance(best) ? j : best));
    return nearest % centres === i % centres;
  });
  return same.length / x.length;
}
