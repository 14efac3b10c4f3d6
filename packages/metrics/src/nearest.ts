/**
 * The indices of the `count` smallest distances in ascending order; of equal ones the lower index comes first. `excluded`, if
 * given, is left out.
 */
export function nearest(distances: ArrayLike<number>, count: number, excluded = -1): Int32Array {
  const indices = new Int32Array(count);
  const smallest = new Float64Array(count).fill(Infinity);
  const last = count - 1;
  let bound = Infinity;
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i];
    if (distance < bound && i !== excluded) {
      let place = last;
      for (; place > 0 && smallest[place - 1] > distance; place--) {
        smallest[place] = smallest[place - 1];
        indices[place] = indices[place - 1];
      }
      smallest[place] = distance;
      indices[place] = i;
      bound = smallest[last];
    }
  }
  return indices;
}
