import { ArgumentError, BackendError } from '@ae-lab/base';
import type { FusedKernel } from '@ae-lab/core/internal';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectClose } from '../test/expect-close';
import { TestRandom } from '../test/random';
import { useWasmBackend } from './use-wasm-backend';

beforeAll(() => useWasmBackend());
afterEach(() => {
  tf.env().set('WASM_HAS_SIMD_SUPPORT', true);
  vi.unstubAllGlobals();
});

const heapView = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8;

/** Runs a training step of a small convolutional network and returns the squared error. */
function trainingStep(variables: tf.Variable[], x: tf.Tensor4D): number {
  return tf.tidy(() => {
    const [first, second, dense] = variables as [
      tf.Variable<tf.Rank.R4>,
      tf.Variable<tf.Rank.R4>,
      tf.Variable<tf.Rank.R2>,
    ];
    const loss = () => {
      const code = tf.relu(tf.conv2d(x, first, 2, 'same'));
      const flat = tf.reshape(code, [x.shape[0], -1]);
      const mixed = tf.reshape(tf.matMul(flat, dense), code.shape) as tf.Tensor4D;
      const y = tf.sigmoid(tf.conv2dTranspose(mixed, second, x.shape, 2, 'same'));
      return tf.mean(tf.squaredDifference(y, x)) as tf.Scalar;
    };
    const { value, grads } = tf.variableGrads(loss, variables);
    for (const variable of variables) variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, 0.1)));
    return value.dataSync()[0]!;
  });
}

describe('useWasmBackend', () => {
  it('sets the backend; a second call changes nothing', async () => {
    expect(tf.getBackend()).toBe('wasm');
    const backend = tf.backend();
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    await tf.setBackend('wasm');
    await useWasmBackend();
    expect(tf.backend()).toBe(backend);
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(kernel);
  });

  it('leaves no handler of uncaught errors', () => {
    const sources = process.listeners('uncaughtException').map(String);
    expect(sources.filter((source) => source.includes('ExitStatus'))).toEqual([]);
  });

  it('registers every fused kernel that core looks for', () => {
    // The type makes this list complete.
    const names: Record<FusedKernel, true> = {
      AeLabActivationGradient: true,
      AeLabAdam: true,
      AeLabBatchNormalization: true,
      AeLabBatchNormalizationGradient: true,
      AeLabConv2DTranspose: true,
      AeLabRandomNormal: true,
      AeLabRandomUniform: true,
      AeLabReconstructionLoss: true,
      AeLabReconstructionLossGradient: true,
      AeLabRmsProp: true,
      AeLabSgd: true,
      AeLabWriteRows: true,
      AeLabSigmoidCrossEntropy: true,
      AeLabSigmoidCrossEntropyGradient: true,
      AeLabSoftmaxCrossEntropy: true,
      AeLabSoftmaxCrossEntropyGradient: true,
    };
    for (const name of Object.keys(names)) expect(tf.getKernel(name, 'wasm'), name).toBeDefined();
  });

  it('prepares the next backend after the first one was removed', async () => {
    const first = tf.backend();
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    await useWasmBackend();
    expect(tf.backend()).not.toBe(first);
    expect([...tf.tidy(() => tf.matMul(tf.ones([3, 2]), tf.ones([2, 1])).dataSync())]).toEqual([2, 2, 2]);
    // Our kernel, and the stock kernel to which ours leaves other axes.
    expect([...tf.tidy(() => tf.sum(tf.ones([3, 2]), 0).dataSync())]).toEqual([3, 3]);
    expect([...tf.tidy(() => tf.sum(tf.ones([3, 2]), 1).dataSync())]).toEqual([2, 2, 2]);
  });

  it('starts with shared memory where fetch is replaced, which gets all other requests', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    vi.stubGlobal('fetch', async (url: string) => new Response(`mock of ${url}`));
    await useWasmBackend();
    expect(heapView().buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...tf.tidy(() => tf.matMul(tf.ones([3, 2]), tf.ones([2, 1])).dataSync())]).toEqual([2, 2, 2]);
    expect(await (await tf.util.fetch('http://localhost/images')).text()).toBe('mock of http://localhost/images');
  });

  it('starts once for simultaneous calls, even if a tensor was requested before', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    const starting = useWasmBackend();
    expect(() => tf.scalar(1)).toThrow('has not yet been initialized');
    await Promise.all([starting, useWasmBackend()]);
    expect(tf.tidy(() => tf.sum(tf.ones([3, 2])).dataSync()[0])).toBe(6);
  });

  it.each([
    ['options: expected no other options than wasmUrl, threads, got "wasmURL".', { wasmURL: '/simd.wasm' }],
    ['options: expected an object with options among wasmUrl, threads, got "/simd.wasm".', '/simd.wasm'],
    ['options: expected an object with options among wasmUrl, threads, got null.', null],
    ['wasmUrl: expected a URL, as text or as a URL object, got 5.', { wasmUrl: 5 }],
    ["threads: expected a whole number from 1 to 64, or 'auto', got 0.", { threads: 0 }],
    ["threads: expected a whole number from 1 to 64, or 'auto', got 1.5.", { threads: 1.5 }],
    ["threads: expected a whole number from 1 to 64, or 'auto', got 1000.", { threads: 1000 }],
  ])('rejects bad options, also during a start: %s', async (message, options) => {
    const refused = () => useWasmBackend(options as never);
    await expect(refused()).rejects.toThrow(ArgumentError);
    await expect(refused()).rejects.toThrow(message);
    const starting = useWasmBackend();
    await expect(refused()).rejects.toThrow(message);
    await starting;
  });

  it('rejects in an engine without SIMD', async () => {
    tf.env().set('WASM_HAS_SIMD_SUPPORT', false);
    await expect(useWasmBackend()).rejects.toThrow(BackendError);
    await expect(useWasmBackend()).rejects.toThrow(/no WebAssembly SIMD/);
  });

  it('leaks no tensors or memory over a thousand training steps', () => {
    const variables = [
      [3, 3, 1, 4],
      [3, 3, 1, 4],
      [36, 36],
    ].map((shape) => tf.variable(tf.truncatedNormal(shape)));
    const x = tf.randomUniform([5, 6, 6, 1]) as tf.Tensor4D;
    trainingStep(variables, x);
    const { numTensors } = tf.memory();
    const values = tf.backend().numDataIds();
    const heap = heapView().length;
    for (let step = 0; step < 1000; step++) trainingStep(variables, x);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.backend().numDataIds()).toBe(values);
    expect(heapView().length).toBe(heap);
    tf.dispose([variables, x]);
  });

  it('trains like the cpu backend', async () => {
    const train = () => {
      const random = new TestRandom(80);
      const tensor = (shape: number[]) => tf.tensor(random.values(tf.util.sizeFromShape(shape)), shape);
      const variables = [
        [3, 3, 1, 4],
        [3, 3, 1, 4],
        [36, 36],
      ].map((shape) => tf.variable(tensor(shape)));
      const x = tensor([5, 6, 6, 1]) as tf.Tensor4D;
      const losses = Array.from({ length: 50 }, () => trainingStep(variables, x));
      tf.dispose([variables, x]);
      return losses;
    };
    const losses = train();
    await tf.setBackend('cpu');
    const expected = train();
    await tf.setBackend('wasm');
    expect(losses[49]).toBeLessThan(0.9 * losses[0]!);
    expectClose(losses, expected, 'losses', 1e-4);
  });

  it('computes correctly after the memory has grown', () => {
    const product = () => tf.tidy(() => tf.matMul(tf.fill([50, 70], 0.5), tf.fill([70, 33], 2)).dataSync());
    const before = product();
    const heap = heapView().length;
    const large = tf.zeros([heap / 4]);
    expect(heapView().length).toBeGreaterThan(heap);
    const above = tf.fill([1000, 300], 0.25);
    expect([...product()]).toEqual([...before]);
    expect(tf.tidy(() => tf.matMul(above, tf.ones([300, 5])).dataSync()).every((value) => value === 75)).toBe(true);
    tf.dispose([large, above]);
  });

  it('predicts with the new weights immediately after a step', () => {
    const [x, first, second] = [tf.ones([9, 3]), tf.variable(tf.ones([3, 2])), tf.ones([3, 2])];
    const predict = (weights: tf.Tensor) => [...tf.tidy(() => tf.matMul(x, weights as tf.Tensor2D).dataSync())];
    expect(predict(first)).toEqual(predict(second));
    const next = tf.fill([3, 2], 5);
    first.assign(next);
    expect(predict(first)).toEqual(predict(next));
    tf.dispose([x, first, second, next]);
  });
});
