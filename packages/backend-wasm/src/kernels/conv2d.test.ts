import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of the operations of tfjs-core.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, expectSums } from '../../test/expect-close';
import { type ConvolutionGeometry, naiveConvolution, naiveDepthwiseGradient } from '../../test/naive';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

type Pad = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

interface Case {
  xShape: [number, number, number, number];
  filterShape: [number, number, number, number];
  strides: [number, number];
  dilations: [number, number];
  pad: Pad;
  geometry: ConvolutionGeometry;
}

/** Returns a convolution with at least one output pixel and at most 2 MFLOP. */
function randomCase(random: TestRandom, depthwise = false): Case {
  for (;;) {
    const size = () => random.integer(1, random.choice([4, 4, 12, 70]));
    const channels = random.choice([1, 3, 4, 8, size()]);
    const last = depthwise ? random.integer(1, 3) : random.choice([1, 3, 4, 8, 16, size()]);
    const xShape: Case['xShape'] = [random.integer(1, 4), size(), size(), channels];
    const filterShape: Case['filterShape'] = [random.integer(1, 5), random.integer(1, 5), channels, last];
    const dilated = random.next() < 0.3;
    const strides: [number, number] =
      dilated && random.next() < 0.5 ? [1, 1] : [random.integer(1, 3), random.integer(1, 3)];
    const dilations: [number, number] = dilated ? [random.integer(1, 3), random.integer(1, 3)] : [1, 1];
    const side = (): [number, number] => [random.integer(0, 3), random.integer(0, 3)];
    const pad: Pad = random.choice(['same', 'valid', [[0, 0], side(), side(), [0, 0]]]);
    const info = tf.backend_util.computeConv2DInfo(
      xShape,
      filterShape,
      strides,
      dilations,
      pad as 'same',
      undefined,
      depthwise,
    );
    const geometry: ConvolutionGeometry = {
      batch: info.batchSize,
      height: info.inHeight,
      width: info.inWidth,
      channels,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      outChannels: info.outChannels,
      filterHeight: filterShape[0],
      filterWidth: filterShape[1],
      strideHeight: strides[0],
      strideWidth: strides[1],
      dilationHeight: dilations[0],
      dilationWidth: dilations[1],
      padTop: info.padInfo.top,
      padLeft: info.padInfo.left,
    };
    const taps = tf.util.sizeFromShape(filterShape) * info.batchSize * info.outHeight * info.outWidth;
    if (info.outHeight > 0 && info.outWidth > 0 && taps <= 1_000_000) {
      return { xShape, filterShape, strides, dilations, pad, geometry };
    }
  }
}

const size = tf.util.sizeFromShape;
const yShape = ({ geometry: g }: Case): [number, number, number, number] => [
  g.batch,
  g.outHeight,
  g.outWidth,
  g.outChannels,
];

function run(kernel: string, inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>): ArrayLike<number> {
  return (tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap) as tf.Tensor).dataSync();
}

describe('convolutions', () => {
  it('agree with float64 loops on random shapes, strides, dilations and paddings', () => {
    const random = new TestRandom(10);
    // NaN or infinity in x in one of five trials, in dy in another. Multiplied by the zeros around x, dy's would spread further.
    for (let trial = 0; trial < 1250; trial++) {
      const one = randomCase(random);
      const { xShape, filterShape, strides, dilations, pad, geometry } = one;
      const x = trial % 5 === 0 ? random.valuesWithOutlier(size(xShape)) : random.values(size(xShape));
      const filter = random.values(size(filterShape));
      const dy = trial % 5 === 1 ? random.valuesWithOutlier(size(yShape(one))) : random.values(size(yShape(one)));
      const attrs = { strides, dilations, pad, dataFormat: 'NHWC' };
      const context = JSON.stringify(one);
      tf.tidy(() => {
        const [xTensor, filterTensor] = [tf.tensor4d(x, xShape), tf.tensor4d(filter, filterShape)];
        const dyTensor = tf.tensor4d(dy, yShape(one));
        const y = run('Conv2D', { x: xTensor, filter: filterTensor }, attrs);
        expectSums(y, naiveConvolution('y', { x, filter }, geometry), `Conv2D ${context}`);
        if (trial % 5 !== 1) {
          const dFilter = run('Conv2DBackpropFilter', { x: xTensor, dy: dyTensor }, { ...attrs, filterShape });
          expectSums(dFilter, naiveConvolution('dFilter', { x, y: dy }, geometry), `Conv2DBackpropFilter ${context}`);
        }
        const dx = run('Conv2DBackpropInput', { dy: dyTensor, filter: filterTensor }, { ...attrs, inputShape: xShape });
        expectSums(dx, naiveConvolution('dx', { filter, y: dy }, geometry), `Conv2DBackpropInput ${context}`);
      });
    }
  });

  it('are correct for groups of many images and for images larger than the cache', () => {
    const random = new TestRandom(11);
    const cases = [
      { xShape: [37, 28, 28, 1], filterShape: [3, 3, 1, 8], strides: [2, 2] },
      { xShape: [2, 50, 70, 9], filterShape: [3, 3, 9, 5], strides: [1, 1] },
      { xShape: [130, 3, 3, 4], filterShape: [3, 3, 4, 12], strides: [2, 2] },
    ] as const;
    for (const { xShape, filterShape, strides } of cases) {
      const x = random.values(size([...xShape]));
      const filter = random.values(size([...filterShape]));
      tf.tidy(() => {
        const xTensor = tf.tensor4d(x, [...xShape]);
        const filterTensor = tf.tensor4d(filter, [...filterShape]);
        const info = tf.backend_util.computeConv2DInfo([...xShape], [...filterShape], [...strides], 1, 'same');
        const geometry = {
          ...{ batch: xShape[0], height: xShape[1], width: xShape[2], channels: xShape[3] },
          ...{ outHeight: info.outHeight, outWidth: info.outWidth, outChannels: info.outChannels },
          ...{ filterHeight: 3, filterWidth: 3, strideHeight: strides[0], strideWidth: strides[1] },
          ...{ dilationHeight: 1, dilationWidth: 1, padTop: info.padInfo.top, padLeft: info.padInfo.left },
        };
        const attrs = { strides: [...strides], pad: 'same', dataFormat: 'NHWC' };
        const y = run('Conv2D', { x: xTensor, filter: filterTensor }, attrs);
        expectSums(y, naiveConvolution('y', { x, filter }, geometry), `Conv2D ${xShape}`);
        const dy = random.values(y.length);
        const dyTensor = tf.tensor4d(dy, info.outShape as [number, number, number, number]);
        const dx = run(
          'Conv2DBackpropInput',
          { dy: dyTensor, filter: filterTensor },
          { ...attrs, inputShape: [...xShape] },
        );
        expectSums(dx, naiveConvolution('dx', { filter, y: dy }, geometry), `Conv2DBackpropInput ${xShape}`);
        const dFilter = run(
          'Conv2DBackpropFilter',
          { x: xTensor, dy: dyTensor },
          { ...attrs, filterShape: [...filterShape] },
        );
        expectSums(dFilter, naiveConvolution('dFilter', { x, y: dy }, geometry), `Conv2DBackpropFilter ${xShape}`);
      });
    }
  });

  it('agree with each other and with single sums on large shapes', () => {
    const random = new TestRandom(16);
    const cases = [
      { xShape: [64, 14, 14, 64], filterShape: [4, 4, 64, 128], strides: 2 },
      { xShape: [16, 28, 28, 3], filterShape: [5, 5, 3, 70], strides: 1 },
      { xShape: [33, 7, 9, 130], filterShape: [3, 3, 130, 61], strides: 2 },
    ] as const;
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < a.length; i++) {
        sum += a[i]! * b[i]!;
        squares += (a[i]! * b[i]!) ** 2;
      }
      return { sum, deviation: Math.sqrt(squares) };
    };
    for (const { xShape, filterShape, strides } of cases) {
      const [x, filter] = [random.values(size([...xShape])), random.values(size([...filterShape]))];
      const info = tf.backend_util.computeConv2DInfo([...xShape], [...filterShape], strides, 1, 'same');
      const { outShape, padInfo } = info;
      const dy = random.values(size(outShape));
      tf.tidy(() => {
        const attrs = { strides, pad: 'same', dataFormat: 'NHWC' };
        const [xTensor, filterTensor] = [tf.tensor4d(x, [...xShape]), tf.tensor4d(filter, [...filterShape])];
        const dyTensor = tf.tensor4d(dy, outShape as [number, number, number, number]);
        const y = run('Conv2D', { x: xTensor, filter: filterTensor }, attrs);
        const dxAttrs = { ...attrs, inputShape: [...xShape] };
        const dx = run('Conv2DBackpropInput', { dy: dyTensor, filter: filterTensor }, dxAttrs);
        const dFilterAttrs = { ...attrs, filterShape: [...filterShape] };
        const dFilter = run('Conv2DBackpropFilter', { x: xTensor, dy: dyTensor }, dFilterAttrs);
        // The convolution is linear in both inputs, so these are three ways to compute the same number.
        const { sum, deviation } = dot(y, dy);
        for (const other of [dot(dx, x), dot(dFilter, filter)]) {
          expect(Math.abs(other.sum - sum), `${xShape}`).toBeLessThan(1e-5 * deviation);
        }
        for (let trial = 0; trial < 200; trial++) {
          const index = random.integer(0, y.length - 1);
          const [image, oy, ox, o] = tf.util.indexToLoc(index, 4, tf.util.computeStrides(outShape)) as Case['xShape'];
          let expected = 0;
          for (let ky = 0; ky < filterShape[0]; ky++) {
            for (let kx = 0; kx < filterShape[1]; kx++) {
              const [row, column] = [oy * strides + ky - padInfo.top, ox * strides + kx - padInfo.left];
              if (row < 0 || row >= xShape[1] || column < 0 || column >= xShape[2]) continue;
              for (let c = 0; c < xShape[3]; c++) {
                const pixel = ((image * xShape[1] + row) * xShape[2] + column) * xShape[3] + c;
                expected += x[pixel]! * filter[((ky * filterShape[1] + kx) * xShape[3] + c) * filterShape[3] + o]!;
              }
            }
          }
          expectClose([y[index]!], [expected], `${xShape} at ${[image, oy, ox, o]}`, 1e-5, 10);
        }
      });
    }
  });

  it('agree with the cpu backend, fused bias and activations included', async () => {
    const random = new TestRandom(12);
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const) {
      for (let trial = 0; trial < 5; trial++) {
        const { xShape, filterShape, strides, dilations, pad } = randomCase(random);
        if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) continue;
        const x = random.values(size(xShape)).map((value) => 4 * value);
        const filter = random.values(size(filterShape));
        const bias = random.values(filterShape[3]);
        const alpha = random.values(filterShape[3]);
        const compute = () =>
          tf.tidy(() =>
            tf.fused
              .conv2d({
                x: tf.tensor4d(x, xShape),
                filter: tf.tensor4d(filter, filterShape),
                strides,
                dilations,
                pad: pad as 'same',
                ...(trial > 0 && { bias: tf.tensor1d(bias) }),
                activation,
                leakyreluAlpha: 0.3,
                ...(activation === 'prelu' && { preluActivationWeights: tf.tensor3d(alpha, [1, 1, filterShape[3]]) }),
              })
              .dataSync(),
          );
        const actual = compute();
        await tf.setBackend('cpu');
        const expected = compute();
        await tf.setBackend('wasm');
        expectClose(actual, expected, `${activation} ${xShape} ${filterShape}`, 1e-5, 10);
      }
    }
  });

  it('fuse bias and activation into the transposed convolution', () => {
    const random = new TestRandom(15);
    for (const activation of ['linear', 'relu', 'elu', 'sigmoid', 'leakyrelu']) {
      for (let trial = 0; trial < 200; trial++) {
        const one = randomCase(random);
        const { xShape, filterShape, strides, pad, geometry } = one;
        const ySize = size(yShape(one));
        const dy = trial % 5 === 0 ? random.valuesWithOutlier(ySize) : random.values(ySize);
        const filter = random.values(size(filterShape));
        const bias = random.values(xShape[3]);
        tf.tidy(() => {
          const inputs = { dy: tf.tensor4d(dy, yShape(one)), filter: tf.tensor4d(filter, filterShape) };
          const attrs = { strides, pad, dilations: one.dilations, inputShape: xShape };
          const z = tf.add(
            tf.tensor(Float32Array.from(naiveConvolution('dx', { filter, y: dy }, geometry).values), xShape),
            tf.tensor1d(bias),
          );
          const plain = {
            linear: z,
            relu: tf.relu(z),
            elu: tf.elu(z),
            sigmoid: tf.sigmoid(z),
            leakyrelu: tf.leakyRelu(z, 0.3),
          };
          const y = run(
            'AeLabConv2DTranspose',
            { ...inputs, bias: tf.tensor1d(bias) },
            { ...attrs, activation, leakyreluAlpha: 0.3 },
          );
          const expected = plain[activation as keyof typeof plain].dataSync();
          expectClose(y, expected, `${activation} ${JSON.stringify(one)}`, 1e-5, 10);
        });
      }
    }
  });

  it('have gradients that match finite differences', () => {
    const random = new TestRandom(13);
    const x = tf.tensor4d(random.values(2 * 7 * 6 * 3), [2, 7, 6, 3]);
    const filter = tf.tensor4d(random.values(3 * 2 * 3 * 5), [3, 2, 3, 5]);
    const weight = tf.tensor4d(random.values(2 * 4 * 3 * 5), [2, 4, 3, 5]);
    const loss = (a: tf.Tensor4D, b: tf.Tensor4D) =>
      tf.sum(tf.mul(tf.square(tf.conv2d(a, b, 2, 'same')), weight)) as tf.Scalar;
    const [dx, dFilter] = tf.grads(loss as (...args: tf.Tensor[]) => tf.Scalar)([x, filter]);
    const step = 1e-2;
    const check = (at: tf.Tensor4D, gradient: tf.Tensor, evaluate: (value: tf.Tensor4D) => tf.Scalar) => {
      const direction = tf.tensor4d(random.values(at.size), at.shape);
      const difference = tf.tidy(() => {
        const moved = (sign: number) => evaluate(tf.add(at, tf.mul(direction, sign * step))).dataSync()[0]!;
        return (moved(1) - moved(-1)) / (2 * step);
      });
      const slope = tf.tidy(() => tf.sum(tf.mul(gradient, direction)).dataSync()[0]!);
      expect(Math.abs(difference - slope)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
    };
    for (let trial = 0; trial < 20; trial++) {
      check(x, dx!, (value) => loss(value, filter));
      check(filter, dFilter!, (value) => loss(x, value));
    }
  });

  it('refuse a filter larger than the image', () => {
    const inputs = { x: tf.ones([1, 2, 2, 1]), filter: tf.ones([3, 3, 1, 1]) };
    expect(() => run('Conv2D', inputs, { strides: 1, pad: 'valid' })).toThrow(/does not fit the input \[1,2,2,1\]/);
  });

  it('refuse NCHW', () => {
    const attrs = { strides: 1, pad: 'same', dataFormat: 'NCHW' };
    expect(() => run('Conv2D', { x: tf.ones([1, 1, 4, 4]), filter: tf.ones([3, 3, 1, 1]) }, attrs)).toThrow(
      /Conv2D.*'NHWC' only, got 'NCHW'/,
    );
  });
});

describe('depthwise convolutions', () => {
  it('have gradients that agree with float64 loops on random shapes', () => {
    const random = new TestRandom(14);
    for (let trial = 0; trial < 1000; trial++) {
      const one = randomCase(random, true);
      const { xShape, filterShape, strides, dilations, pad, geometry } = one;
      const values = (which: number, shape: number[]) =>
        trial % 5 === which ? random.valuesWithOutlier(size(shape)) : random.values(size(shape));
      const [x, filter, dy] = [values(0, xShape), values(1, filterShape), values(2, yShape(one))];
      const attrs = { strides, dilations, pad };
      tf.tidy(() => {
        const dyTensor = tf.tensor4d(dy, yShape(one));
        const context = JSON.stringify(one);
        const dx = run(
          'DepthwiseConv2dNativeBackpropInput',
          { dy: dyTensor, filter: tf.tensor4d(filter, filterShape) },
          { ...attrs, inputShape: xShape },
        );
        expectSums(dx, naiveDepthwiseGradient('dx', { filter, y: dy }, geometry, filterShape[3]), `input ${context}`);
        const dFilter = run(
          'DepthwiseConv2dNativeBackpropFilter',
          { x: tf.tensor4d(x, xShape), dy: dyTensor },
          { ...attrs, filterShape },
        );
        expectSums(
          dFilter,
          naiveDepthwiseGradient('dFilter', { x, y: dy }, geometry, filterShape[3]),
          `filter ${context}`,
        );
      });
    }
  });
});
