import { Rng } from '@ae-lab/core';
import { runFused } from '@ae-lab/core/internal';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

it.each([0, 1, 7, 2 ** 32 - 5, 2 ** 32 + 3, 2 ** 40])('draws the numbers of Rng from position %d on', (position) => {
  const { key } = new Rng(7).toJSON();
  const random = new TestRandom(3);
  for (const count of [1, 2, 5, 8, 13, 1000, ...Array.from({ length: 161 }, () => random.integer(1, 300))]) {
    const attributes = { key: [...key], position, shape: [count] };
    const [normals] = runFused('AeLabRandomNormal', {}, { ...attributes, mean: 0.5, deviation: 2 })!;
    const [uniforms] = runFused('AeLabRandomUniform', {}, { ...attributes, low: -1, high: 3 })!;
    const rng = () => Rng.fromJSON({ key, position });
    expectClose(normals!.dataSync(), rng().normals(count, 0.5, 2), `${count} normals`, 2e-6, 1);
    expectClose(uniforms!.dataSync(), rng().uniforms(count, -1, 3), `${count} uniforms`, 2e-7, 1);
    normals!.dispose();
    uniforms!.dispose();
  }
});

it('has the moments and the tails of a normal distribution', () => {
  const size = 400_000;
  const { key } = new Rng(1).toJSON();
  const attributes = { key: [...key], position: 0, shape: [size], mean: 0, deviation: 1 };
  const values = runFused('AeLabRandomNormal', {}, attributes)![0]!.dataSync<'float32'>();
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / size;
  // Five standard errors of each moment.
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(size));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / size));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / size));
  expect(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)).toBeGreaterThan(4);
});
