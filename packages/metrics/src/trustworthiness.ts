import { ArgumentError, type Codes, nearestNeighbors } from '@ae-lab/core';
import { checkInteger, countCodes, forEachDistanceRow } from '@ae-lab/core/internal';

/**
 * Measures to what extent neighbours on a map of codes are neighbours among the codes (Venna and Kaski 2001, "Neighborhood
 * preservation in nonlinear projection methods", equation 1):
 *
 *     1 - 2 / (n k (2n - 3k - 1)) · Σᵢ Σⱼ max(0, r(i, j) - k)
 *
 * over the k nearest neighbours j of each point i on the map, where r(i, j) is the rank of j among the neighbours of i in the space
 * of the codes, 1 for the nearest. Distances are Euclidean; of equal ones the lower index comes first.
 *
 * Unit: none. Range: [0, 1]. Higher is better; 1 if all neighbours on the map are the true ones.
 *
 * @param codes n points.
 * @param map the same n points on a map, usually of 2 dimensions.
 * @param neighbors k, at least 1 and less than n / 2. Default 5.
 * @throws ArgumentError if the numbers of points differ, a value is not finite, or `neighbors` is out of range.
 */
export async function trustworthiness(codes: Codes, map: Codes, neighbors = 5): Promise<number> {
  const size = countCodes('codes', codes, { minimum: 3 });
  const mapSize = countCodes('map', map, { minimum: 3 });
  if (mapSize !== size) throw new ArgumentError('map', `${size} points like codes`, `${mapSize} points`);
  checkInteger('neighbors', neighbors, { from: 1, to: Math.ceil(size / 2) - 1 });
  const { indices: neighborsOnMap } = await nearestNeighbors(map, neighbors);
  let penalty = 0;
  await forEachDistanceRow(codes, codes, (distances, row) => {
    for (const neighbor of neighborsOnMap.subarray(row * neighbors, (row + 1) * neighbors)) {
      penalty += Math.max(0, rankOf(neighbor, distances, row) - neighbors);
    }
  });
  return 1 - (2 / (size * neighbors * (2 * size - 3 * neighbors - 1))) * penalty;
}

/** Returns the rank of a point among the others by distance, 1 for the nearest. */
function rankOf(point: number, distances: Float32Array, self: number): number {
  const own = distances[point];
  const selfIsAhead = distances[self] < own || (distances[self] === own && self < point);
  let ahead = 0;
  for (let i = 0; i < distances.length; i++) {
    if (distances[i] < own || (distances[i] === own && i < point)) ahead++;
  }
  return ahead + (selfIsAhead ? 0 : 1);
}
