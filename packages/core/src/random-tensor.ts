import { kind, type Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';

/** Returns a tensor of numbers from the normal distribution: those of `rng.normals`, up to rounding. */
export function randomNormal(shape: number[], rng: Rng, mean = 0, deviation = 1): tf.Tensor {
  kind.rng.read('rng', rng);
  const size = tf.util.sizeFromShape(shape);
  if (!hasFused('AeLabRandomNormal')) return tf.tensor(rng.normals(size, mean, deviation), shape);
  return runFused('AeLabRandomNormal', {}, { ...attributes(rng, size), shape, mean, deviation })![0];
}

/** Returns a tensor of numbers from the uniform distribution on [low, high): those of `rng.uniforms`, up to rounding. */
export function randomUniform(shape: number[], rng: Rng, low = 0, high = 1): tf.Tensor {
  kind.rng.read('rng', rng);
  const size = tf.util.sizeFromShape(shape);
  if (!hasFused('AeLabRandomUniform')) return tf.tensor(rng.uniforms(size, low, high), shape);
  return runFused('AeLabRandomUniform', {}, { ...attributes(rng, size), shape, low, high })![0];
}

function attributes(rng: Rng, size: number): { key: number[]; position: number } {
  const { key, position } = rng.reserve(size);
  return { key: [...key], position };
}
