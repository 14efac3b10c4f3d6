import { expect, it } from 'vitest';
import { normalQuantile } from './normal-quantile';

it.each([
  // By scipy.stats.norm.ppf of SciPy 1.10.1.
  [1e-300, -37.0470962993612],
  [1e-15, -7.941345326170998],
  [1e-5, -4.264890793922825],
  [0.01, -2.3263478740408408],
  [0.075, -1.4395314709384563],
  [0.2, -0.8416212335729142],
  [0.5, 0],
  [0.7, 0.5244005127080407],
  [0.95, 1.6448536269514722],
  [0.999999, 4.753424308817087],
])('the quantile of %d', (probability, expected) => {
  expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
});
