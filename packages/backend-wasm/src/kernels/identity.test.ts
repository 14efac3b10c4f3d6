import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useWasmBackend } from '../use-wasm-backend';

beforeAll(() => useWasmBackend());

it('Identity shares values, which live as long as one tensor holds them', () => {
  const before = tf.backend().numDataIds();
  const x = tf.tensor1d([1, 2, 3]);
  const clones = [tf.clone(x), tf.clone(x), tf.reshape(x, [3, 1])];
  expect(tf.backend().numDataIds()).toBe(before + 1);
  x.dispose();
  clones[0]!.dispose();
  tf.ones([1000]).dispose();
  for (const clone of clones.slice(1)) expect([...clone.dataSync()]).toEqual([1, 2, 3]);
  tf.dispose(clones);
  expect(tf.backend().numDataIds()).toBe(before);
});

it('a copy of a variable keeps its values when the variable changes', () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const snapshot = tf.clone(variable);
  const next = tf.tensor1d([5, 6]);
  variable.assign(next);
  next.dispose();
  expect([...snapshot.dataSync()]).toEqual([1, 2]);
  expect([...variable.dataSync()]).toEqual([5, 6]);
  tf.dispose([variable, snapshot]);
});
