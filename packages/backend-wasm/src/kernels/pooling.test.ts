import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of the operations of tfjs-core.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

interface Case {
  shape: [number, number, number, number];
  window: [number, number];
  strides: [number, number];
  pad: 'same' | 'valid' | number;
  info: tf.backend_util.Conv2DInfo;
}

function randomCase(random: TestRandom): Case {
  for (;;) {
    const side = random.choice([5, 5, 9, 20]);
    const channels = random.choice([1, 3, 4, 6, 8, random.integer(1, 20)]);
    const shape: Case['shape'] = [random.integer(1, 3), random.integer(1, side), random.integer(1, side), channels];
    const window: [number, number] = [random.integer(1, 4), random.integer(1, 4)];
    const strides: [number, number] = [random.integer(1, 3), random.integer(1, 3)];
    const pad = random.choice(['same', 'valid', Math.min(...window) - 1] as const);
    const info = tf.backend_util.computePool2DInfo(shape, window, strides, 1, pad);
    if (info.outHeight > 0 && info.outWidth > 0) return { shape, window, strides, pad, info };
  }
}

/** The places in x of the pixels of each window that lie in the image, by the place in y. */
function windows({ info, shape }: Case): number[][] {
  const [, height, width, channels] = shape;
  return Array.from({ length: tf.util.sizeFromShape(info.outShape) }, (_, index) => {
    const c = index % channels;
    const ox = Math.floor(index / channels) % info.outWidth;
    const oy = Math.floor(index / channels / info.outWidth) % info.outHeight;
    const image = Math.floor(index / channels / info.outWidth / info.outHeight);
    const pixels: number[] = [];
    for (let i = 0; i < info.filterHeight; i++) {
      for (let j = 0; j < info.filterWidth; j++) {
        const [py, px] = [oy * info.strideHeight - info.padInfo.top + i, ox * info.strideWidth - info.padInfo.left + j];
        if (py < 0 || py >= height || px < 0 || px >= width) continue;
        pixels.push(((image * height + py) * width + px) * channels + c);
      }
    }
    return pixels;
  });
}

/** The gradient by the input in float64. */
function naiveGradient(kind: 'max' | 'avg', x: Float32Array, dy: Float32Array, one: Case): Float64Array {
  const dx = new Float64Array(x.length);
  windows(one).forEach((pixels, index) => {
    const gradient = dy[index]!;
    if (kind === 'avg') {
      for (const pixel of pixels) dx[pixel]! += gradient / pixels.length;
      return;
    }
    let [place, largest] = [-1, -Infinity];
    for (const pixel of pixels) if (x[pixel]! > largest) [place, largest] = [pixel, x[pixel]!];
    if (place >= 0) dx[place]! += gradient;
  });
  return dx;
}

const run = (kernel: string, inputs: Record<string, tf.Tensor>, { window, strides, pad }: Case) =>
  (tf.engine().runKernel(kernel, inputs, { filterSize: window, strides, pad }) as tf.Tensor).dataSync();

describe('the gradients of pooling', () => {
  it('agree with float64 loops on random windows, strides and paddings, with ties, NaN and infinity', () => {
    const random = new TestRandom(57);
    for (let trial = 0; trial < 1000; trial++) {
      const one = randomCase(random);
      const { shape, info } = one;
      const size = tf.util.sizeFromShape(shape);
      const values = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
      const x = trial % 3 === 0 ? values.map((value) => Math.round(2 * value)) : values;
      const dy = random.values(tf.util.sizeFromShape(info.outShape));
      const context = JSON.stringify({ ...one, info: undefined });
      tf.tidy(() => {
        const inputs = { dy: tf.tensor(dy, info.outShape), input: tf.tensor(x, shape) };
        expectClose(
          run('MaxPoolGrad', inputs, one),
          naiveGradient('max', x, dy, one),
          `MaxPoolGrad ${context}`,
          1e-5,
          1,
        );
        expectClose(
          run('AvgPoolGrad', inputs, one),
          naiveGradient('avg', x, dy, one),
          `AvgPoolGrad ${context}`,
          1e-5,
          1,
        );
      });
    }
  });

  it.each([
    ['maxPool', tf.maxPool],
    ['avgPool', tf.avgPool],
  ] as const)('are those of %s: its change along a random direction', (_, pool) => {
    const random = new TestRandom(58);
    for (let trial = 0; trial < 100; trial++) {
      const { shape, window, strides, pad } = randomCase(random);
      if (typeof pad === 'number') continue;
      tf.tidy(() => {
        // Values a tenth apart, so that a small step changes no maximum.
        const order = tf.util.createShuffledIndices(tf.util.sizeFromShape(shape));
        const x = tf.tensor4d(
          Float32Array.from(order, (value) => value / 10),
          shape,
        );
        const direction = tf.tensor4d(random.values(x.size), shape);
        const pooled = (image: tf.Tensor4D) => pool(image, window, strides, pad);
        const weights = tf.tensor4d(random.values(pooled(x).size), pooled(x).shape);
        const loss = (image: tf.Tensor) => tf.sum(tf.mul(pooled(image as tf.Tensor4D), weights));
        const slope = tf.sum(tf.mul(tf.grad(loss)(x), direction)).dataSync()[0]!;
        const step = 0.03;
        const moved = (sign: number) => pooled(tf.add(x, tf.mul(direction, sign * step)));
        const change = tf.sum(tf.mul(tf.sub(moved(1), moved(-1)), weights)).dataSync()[0]! / (2 * step);
        const context = `${shape} ${window} ${strides} ${pad}`;
        expect(Math.abs(change - slope), context).toBeLessThan(0.01 * Math.sqrt(x.size));
      });
    }
  });

  it('of maxima agree with the cpu backend', async () => {
    const random = new TestRandom(59);
    for (let trial = 0; trial < 20; trial++) {
      const one = randomCase(random);
      const [x, dy] = [one.shape, one.info.outShape].map((shape) => random.values(tf.util.sizeFromShape(shape)));
      const compute = () =>
        tf.tidy(() => {
          const input = tf.tensor4d(x!, one.shape);
          return run('MaxPoolGrad', { dy: tf.tensor(dy!, one.info.outShape), input, output: input }, one);
        });
      const actual = compute();
      await tf.setBackend('cpu');
      const expected = compute();
      await tf.setBackend('wasm');
      expectClose(actual, expected, JSON.stringify(one.shape), 1e-5, 1);
    }
  });
});

it('MaxPool and AvgPool agree with float64 loops on random windows, strides and paddings, with NaN and infinity', () => {
  const random = new TestRandom(62);
  for (let trial = 0; trial < 1000; trial++) {
    const one = randomCase(random);
    const size = tf.util.sizeFromShape(one.shape);
    const values = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
    const valuesOf = windows(one).map((pixels) => pixels.map((pixel) => values[pixel]!));
    const context = JSON.stringify({ ...one, info: undefined });
    tf.tidy(() => {
      const x = tf.tensor(values, one.shape);
      const maxima = valuesOf.map((window) => Math.max(...window));
      const means = valuesOf.map((window) => window.reduce((sum, value) => sum + value, 0) / window.length);
      expectClose(run('MaxPool', { x }, one), maxima, `MaxPool ${context}`, 0, 1);
      expectClose(run('AvgPool', { x }, one), means, `AvgPool ${context}`, 1e-5, 1);
    });
  }
});

it('the pooling of windows that lie outside the image is that of no pixels, as on the cpu backend', () => {
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  const outer = (pooled: tf.Tensor) => pooled.dataSync()[0];
  expect(outer(tf.maxPool(x, 1, 1, 2))).toBe(-Infinity);
  expect(outer(tf.avgPool(x, 1, 1, 2))).toBe(Number.NaN);
});
