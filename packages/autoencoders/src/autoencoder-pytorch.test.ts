import { existsSync, readFileSync } from 'node:fs';
import { importWeights } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeTensors } from '../../core/src/persistence/tensor-files';
import { decoder, encoder } from '../../core/test/pytorch-networks';
import { Autoencoder } from './autoencoder';

const inCore = new URL('../../core/test-data/', import.meta.url);
/** Beside the repository, as its 3.7 MB are too much for it. */
const shared = new URL('../../../../shared/reference/torch/', import.meta.url);
const missing = !existsSync(new URL('dense-autoencoder-2.safetensors', shared));

describe.each(BACKENDS)('an autoencoder with weights from PyTorch gives its codes and images on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('with convolutions, batch normalisation and flattened images', () => {
    const networks = { encoder: encoder(), decoder: decoder() };
    expectSame(() => new Autoencoder(networks), inCore, 'pytorch-networks', ['encoder.', 'decoder.']);
  });

  it.skipIf(missing)('with dense layers (needs ../shared/reference/torch)', () => {
    const architecture = { kind: 'dense', widths: [512, 128] } as const;
    const make = () => new Autoencoder({ latentDim: 2, architecture });
    expectSame(make, shared, 'dense-autoencoder-2', ['enc.', 'dec.']);
  });
});

/** Loads `name` and compares with what `name.expected` holds of PyTorch's input, code and output. */
function expectSame(make: () => Autoencoder, folder: URL, name: string, [encoding, decoding]: readonly string[]): void {
  const read = (file: string) => readFileSync(new URL(`${file}.safetensors`, folder));
  const model = make();
  const owned = tf.memory().numTensors;
  importWeights(model.encoder, read(name), { prefix: encoding });
  importWeights(model.decoder, read(name), { prefix: decoding });
  const expected = decodeTensors(read(`${name}.expected`), name);
  tf.tidy(() => {
    const images = tf.reshape(expected.input, [-1, ...model.imageShape]) as tf.Tensor4D;
    expectClose(model.encode(images), expected.code);
    expectClose(model.decode(expected.code as tf.Tensor2D), tf.reshape(expected.output, images.shape));
  });
  tf.dispose(expected);
  expect(tf.memory().numTensors).toBe(owned);
  model.dispose();
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const differences = actual.dataSync().map((value, i) => Math.abs(value - wanted[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}
