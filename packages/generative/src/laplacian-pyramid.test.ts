import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import cases from '../test-data/laplacian-pyramid.json' with { type: 'json' };
import { laplacianPyramid } from './laplacian-pyramid';

describe.each(BACKENDS)('laplacianPyramid on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(cases)('agrees with SciPy for images of $shape', ({ shape, x, levels }) => {
    tf.tidy(() => {
      const [height, width, channels] = shape;
      const pyramid = laplacianPyramid(tf.tensor4d(x, [1, height, width, channels]));
      expect(pyramid.map((level) => level.shape)).toEqual(levels.map((level) => [1, ...level.shape]));
      for (const [i, level] of pyramid.entries()) {
        expect(Array.from(level.dataSync())).toEqual(levels[i].values.map((value) => expect.closeTo(value, 5)));
      }
    });
  });
});
