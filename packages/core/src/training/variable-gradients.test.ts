import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of the plain operations that are used here.
import '@tensorflow/tfjs-layers';
import { variableGradients } from './variable-gradients';

const failing = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: tf.square(x as tf.Tensor),
    gradFunc: () => {
      throw new Error('no memory in the backward pass');
    },
  };
});

it('leaves no tensor behind if the forward or the backward pass fails, and works afterwards', () => {
  const x = tf.variable(tf.tensor1d([1, 2, 3]));
  const before = tf.memory();
  const forward = () => {
    const y = tf.exp(tf.sigmoid(x));
    if (y.size > 0) throw new Error('no memory in the forward pass');
    return tf.sum(y) as tf.Scalar;
  };
  expect(() => variableGradients(forward, [x])).toThrow('forward pass');
  expect(tf.memory()).toEqual(before);
  expect(() => variableGradients(() => tf.sum(failing(tf.sigmoid(x))) as tf.Scalar, [x])).toThrow('backward pass');
  expect(tf.memory()).toEqual(before);
  const { value, grads } = variableGradients(() => tf.sum(tf.square(x)) as tf.Scalar, [x]);
  expect([...grads[x.name].dataSync()]).toEqual([2, 4, 6]);
  tf.dispose([value, grads]);
  expect(tf.memory()).toEqual(before);
  x.dispose();
});
