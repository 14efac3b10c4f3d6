import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { randomNormal, randomUniform } from './random-tensor';

beforeAll(() => tf.setBackend('cpu'));

it('return the numbers of the Rng, and advance it', () => {
  const [rng, copy] = [new Rng(1), new Rng(1)];
  expect(randomNormal([2, 3], rng, 1, 2).dataSync()).toEqual(copy.normals(6, 1, 2));
  const uniform = randomUniform([5], rng, -1, 1);
  expect(uniform.dataSync()).toEqual(copy.uniforms(5, -1, 1));
  expect(uniform.shape).toEqual([5]);
  expect(rng.word()).toBe(copy.word());
});
