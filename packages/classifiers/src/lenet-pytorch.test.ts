import { readFileSync } from 'node:fs';
import { BACKENDS } from '@ae-lab/testing';
import { dispose, reshape, type Tensor, type Tensor4D, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../../core/src/persistence/safetensors';
import { ImageClassifier } from './image-classifier';

/** The tensors of a file that PyTorch wrote: the weights of a trained network, or its output on images of MNIST. */
function readTensors(name: string): Record<string, Tensor> {
  const { tensors } = decodeSafetensors(
    readFileSync(new URL(`../test-data/${name}.safetensors`, import.meta.url)),
    name,
  );
  const entries = Object.entries(tensors).map(([key, { values, shape }]) => [
    key,
    tensor(values as Float32Array, [...shape]),
  ]);
  return Object.fromEntries(entries);
}

describe.each(BACKENDS)('the LeNet with weights from PyTorch on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('gives the features and logits that PyTorch computes', () => {
    const classifier = new ImageClassifier();
    const weights = readTensors('lenet');
    // From [out, in, height, width] and [out, in], with the 400 activations before the dense layers channel by channel.
    const kernels: Record<string, (kernel: Tensor) => Tensor> = {
      '0.weight': (kernel) => transpose(kernel, [2, 3, 1, 0]),
      '3.weight': (kernel) => transpose(kernel, [2, 3, 1, 0]),
      '7.weight': (kernel) => reshape(transpose(reshape(kernel, [120, 16, 5, 5]), [2, 3, 1, 0]), [400, 120]),
      '9.weight': (kernel) => transpose(kernel),
      '11.weight': (kernel) => transpose(kernel),
    };
    const order = [0, 3, 7, 9, 11].flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]);
    tidy(() => classifier.network.setWeights(order.map((name) => kernels[name]?.(weights[name]) ?? weights[name])));

    const expected = readTensors('lenet.expected');
    const images = expected.input as Tensor4D;
    expect(classifier.featureDim).toBe(84);
    tidy(() => {
      expectClose(classifier.features(images), expected.features);
      expectClose(classifier.logits(images), expected.logits);
    });
    classifier.dispose();
    dispose([weights, expected]);
  });
});

function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const differences = actual.dataSync().map((value, i) => Math.abs(value - wanted[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}
