import { ArgumentError, type FeatureExtractor, Rng, randomUniform } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import cases from '../test-data/laplacian-pyramid.json' with { type: 'json' };
import { IMAGE_LOSSES, type ImageLossName, imageLoss } from './image-loss';

/** An extractor of two features from images of four pixels. */
const extractor: FeatureExtractor = {
  imageShape: [2, 2, 1],
  featureDim: 2,
  features: (images) => {
    const pixels = tf.reshape(images, [-1, 4]) as tf.Tensor2D;
    return tf.square(tf.matMul(pixels, [[1, 0], [1, 0], [0, 2], [0, 0]])) as tf.Tensor2D; // biome-ignore format: a matrix
  },
};

const valuesOf = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe.each(BACKENDS)('imageLoss on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('gives one number per image, as computed by hand', () => {
    tf.tidy(() => {
      const images = tf.tensor4d([0, 0.5, 1, 0, 0, 0, 0, 0], [2, 2, 2, 1]);
      const decoded = tf.tensor4d([0.5, 0.5, 0, 0, 0, 0, 0, 0.2], [2, 2, 2, 1]);
      const values = (name: ImageLossName) => valuesOf(imageLoss(name, extractor)(images, decoded));
      expect(values('l2')).toEqual([expect.closeTo(1.25 / 4, 6), expect.closeTo(0.01, 6)]);
      expect(values('l1')).toEqual([expect.closeTo(1.5 / 4, 6), expect.closeTo(0.05, 6)]);
      // Features [0.25, 4] and [1, 0].
      const distance = (0.75 ** 2 + 4 ** 2) / 2;
      expect(values('perceptual')).toEqual([expect.closeTo(1.25 / 4 + 0.01 * distance, 6), expect.closeTo(0.01, 6)]);
    });
  });

  it.each(cases)(
    'laplacian is Lap1 per pixel, as computed with SciPy, for images of $shape',
    ({ shape, x, y, lap1 }) => {
      tf.tidy(() => {
        const [height, width, channels] = shape;
        const both = [x, y].map((values) => tf.tensor4d(values, [1, height, width, channels]));
        expect(valuesOf(imageLoss('laplacian')(both[0], both[1]))).toEqual([expect.closeTo(lap1, 4)]);
      });
    },
  );

  it.each(IMAGE_LOSSES)('%s has the gradient of finite differences', (name) => {
    tf.tidy(() => {
      const shape: [number, number, number, number] = name === 'laplacian' ? [1, 6, 5, 1] : [2, 2, 2, 1];
      const [images, decoded] = [1, 2].map((seed) => randomUniform(shape, new Rng(seed)) as tf.Tensor4D);
      const loss = imageLoss(name, extractor);
      const gradient = valuesOf(tf.grad((y: tf.Tensor) => tf.sum(loss(images, y as tf.Tensor4D)))(decoded));
      const total = (values: number[]) => tf.sum(loss(images, tf.tensor4d(values, shape))).dataSync()[0];
      const values = valuesOf(decoded);
      const expected = values.map((value, i) => {
        const [above, below] = [0.005, -0.005].map((change) => total(values.with(i, value + change)));
        return expect.closeTo((above - below) / 0.01, 3);
      });
      expect(gradient).toEqual(expected);
    });
  });
});

it('a perceptual loss needs its extractor', () => {
  expect(() => imageLoss('perceptual')).toThrow(ArgumentError);
  expect(() => imageLoss('perceptual')).toThrow("featureExtractor: expected one for the loss 'perceptual'");
});
