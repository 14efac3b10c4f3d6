import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { randomNormal, randomUniform } from './random-tensor';
import { Rng } from './rng';

beforeAll(() => setBackend('cpu'));

it('give the numbers of the Rng, and move it on', () => {
  const [rng, copy] = [new Rng(1), new Rng(1)];
  expect(randomNormal([2, 3], rng, 1, 2).dataSync()).toEqual(copy.normals(6, 1, 2));
  const uniform = randomUniform([5], rng, -1, 1);
  expect(uniform.dataSync()).toEqual(copy.uniforms(5, -1, 1));
  expect(uniform.shape).toEqual([5]);
  expect(rng.word()).toBe(copy.word());
});
