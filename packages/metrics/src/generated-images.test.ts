import { type Generator, type ImageDataset, randomUniform } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { generatedImages } from './generated-images';

const imageShape = [2, 1, 1] as const;
const generator: Generator = {
  imageShape,
  generate: (count, rng) => randomUniform([count, ...imageShape], rng) as tf.Tensor4D,
};

async function read(data: ImageDataset, indices: readonly number[]): Promise<number[]> {
  const { images } = await data.batch(indices);
  const values = images.dataSync();
  images.dispose();
  return [...values];
}

describe.each(backends)('generatedImages on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('has the same images however they are read, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const data = generatedImages(generator, { size: 600, seed: 4 });
    expect(data).toMatchObject({ size: 600, imageShape, classes: 0 });
    const whole = await read(data, [...new Array(600).keys()]);
    expect(new Set(whole).size).toBeGreaterThan(1190);
    const some = [599, 0, 256, 255, 512, 0];
    expect(await read(data, some)).toEqual(some.flatMap((i) => whole.slice(2 * i, 2 * i + 2)));
    expect(await read(data, [])).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('depends on the seed', async () => {
    const first = (seed?: number) => read(generatedImages(generator, { size: 3, seed }), [0, 1, 2]);
    expect(await first(1)).toEqual(await first(1));
    expect(await first()).toEqual(await first(0));
    expect(await first(1)).not.toEqual(await first(2));
  });
});

describe('generatedImages', () => {
  it('names what is wrong', () => {
    expect(() => generatedImages(generator, { size: 0 })).toThrow(
      'size: expected a whole number of at least 1, got 0.',
    );
    expect(() => generatedImages(generator, { count: 3 } as never)).toThrow(/^options: .* size, seed, got "count"/);
    expect(() => generatedImages(generator, 3 as never)).toThrow(/^options: expected an object/);
    expect(() => generatedImages({ imageShape, decode: read } as never, { size: 3 })).toThrow(
      /^generator: .* generate\(\)/,
    );
    expect(() => generatedImages(generator, { size: 3 }).batch([3])).toThrow('indices: expected a whole number from 0');
    expect(() => generatedImages(generator, { size: 3 }).batch(3 as never)).toThrow(
      'indices: expected an array, got 3.',
    );
    const stubborn: Generator = { imageShape, generate: (_, rng) => generator.generate(7, rng) };
    const before = tf.memory().numTensors;
    expect(() => generatedImages(stubborn, { size: 3 }).batch([0])).toThrow(
      'generator: expected images of shape [3, 2, 1, 1], got [7, 2, 1, 1].',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
