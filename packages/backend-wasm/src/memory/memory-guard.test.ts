import { BackendError } from '@ae-lab/base';
import '@tensorflow/tfjs-layers';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checksum, fillMemory } from '../../test/wasm-memory';
import { useWasmBackend } from '../use-wasm-backend';

const MIB = 2 ** 20;
const module = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm;

let bystanders: tf.Tensor[];
let before: { checksum: string; bottom: string; memory: tf.MemoryInfo };
let free: () => void;

/** The first bytes of the memory, which a kernel that writes at address 0 overwrites. */
const bottom = () => Buffer.from(module().HEAPU8.slice(0, 1024)).toString('hex');

const state = () => ({ checksum: checksum(bystanders), bottom: bottom(), memory: tf.memory() });

beforeAll(async () => {
  await useWasmBackend();
  bystanders = Array.from({ length: 20 }, (_, i) => tf.randomUniform([1000], -1, 1, 'float32', i));
});

describe('without memory', () => {
  beforeEach(() => {
    free = fillMemory(40 * MIB);
    before = state();
  });

  afterEach(() => {
    free();
    expect(state()).toEqual(before);
  });

  it('a tensor is refused, and the error says how much was asked for and what to do', () => {
    const values = new Float32Array(12 * MIB);
    expect(() => tf.tensor(values)).toThrow(BackendError);
    expect(() => tf.tensor(values)).toThrow(
      /50\.3 MB were asked for, 4\d{3}\.\d MB are in use, and its memory of 4\d{3}\.\d MB \(at most 4261\.4 MB\).*smaller batch/,
    );
  });

  it('a size beyond 4 GiB is refused, which the module would take modulo 2³²', () => {
    expect(() => tf.zeros([2 ** 15, 2 ** 15 + 1])).toThrow(BackendError);
    const backend = tf.backend() as unknown as { makeOutput(shape: number[], dtype: string): unknown };
    expect(() => backend.makeOutput([2 ** 30 + 4], 'float32')).toThrow(/4295\.0 MB were asked for/);
  });

  it.each<[string, () => tf.Tensor]>([
    ['elementwise', () => tf.exp(tf.ones([5, MIB]))],
    ['binary', () => tf.add(tf.ones([5, MIB]), 1)],
    ['concat', () => tf.concat([tf.ones([4, MIB]), tf.ones([2, MIB])])],
    ['transpose', () => tf.transpose(tf.ones([5, MIB]))],
    ['matMul', () => tf.matMul(tf.ones([MIB, 5]), tf.ones([5, 5]))],
    ['conv2d', () => tf.conv2d(tf.ones<tf.Rank.R4>([5, 1024, 1024, 1]), tf.ones([3, 3, 1, 1]), 1, 'same')],
    ['softmax', () => tf.softmax(tf.ones([MIB, 5]))],
    ['batchNorm', () => tf.batchNorm(tf.ones([MIB, 5]), tf.zeros([5]), tf.ones([5]))],
    ['gather', () => tf.gather(tf.ones([5, MIB]), tf.tensor1d([0, 1, 2, 3, 4], 'int32'))],
    // These allocate inside the module.
    [
      'packed depthwise convolution',
      () => tf.depthwiseConv2d(tf.ones<tf.Rank.R4>([1, 600, 600, 1]), tf.ones([6, 6, 1, 1]), 1, 'same'),
    ],
    ['slopes of PReLU', () => tf.prelu(tf.ones([1, 3 * MIB]), tf.ones([3 * MIB]))],
    ['bilinear resizing', () => tf.image.resizeBilinear(tf.ones<tf.Rank.R3>([2, 2, 1]), [1200, 1200])],
    ['top of many', () => tf.topk(tf.ones([3 * MIB])).values],
  ])('%s throws, and changes nothing else', (_, compute) => {
    expect(() => tf.tidy(compute)).toThrow(BackendError);
  });

  it('what a failing kernel had made is freed', () => {
    // The maximum over the first axis transposes inside the kernel. That fits, and then the output does not.
    for (let i = 0; i < 3; i++)
      expect(() => tf.tidy(() => tf.max(tf.ones([2, 2_200_000]), 0))).toThrow(/8\.8 MB were asked/);
    // All of it is there.
    tf.zeros([38, MIB / 4]).dispose();
  });

  it('gradients of a network of smaller batches have the bits that they have with all memory', () => {
    const filter = bystanders[0]!;
    const gradient = () =>
      tf.tidy(() => {
        const kernel = tf.reshape(tf.slice(filter, 0, 36), [3, 3, 1, 4]) as tf.Tensor4D;
        const loss = (w: tf.Tensor) =>
          tf.sum(tf.square(tf.conv2d(tf.ones<tf.Rank.R4>([8, 9, 9, 1]), w as tf.Tensor4D, 2, 'same')));
        return checksum([tf.grad(loss)(kernel)]);
      });
    const scarce = gradient();
    expect(() => tf.tidy(() => tf.exp(tf.ones([6, MIB])))).toThrow(BackendError);
    expect(gradient()).toBe(scarce);
    free();
    expect(gradient()).toBe(scarce);
    free = fillMemory(40 * MIB);
  });
});

it('no piece of memory overlaps another or goes beyond the end, however large they are', () => {
  const backend = tf.backend() as BackendWasm;
  const pieces: { dataId: object; start: number; size: number }[] = [];
  // Nothing is written, so that these cost no memory of the machine.
  for (let size = 512 * MIB; size >= MIB; ) {
    try {
      const { dataId } = backend.makeOutput([size / 4], 'float32');
      pieces.push({ dataId, start: backend.getMemoryOffset(dataId), size });
    } catch {
      size /= 2;
    }
  }
  pieces.sort((a, b) => a.start - b.start);
  pieces.forEach(({ start, size }, i) => {
    expect(start + size).toBeLessThanOrEqual(pieces[i + 1]?.start ?? module().HEAPU8.length);
  });
  expect(pieces.filter(({ size }) => size === 512 * MIB)).toHaveLength(7);
  for (const { dataId } of pieces) backend.disposeData(dataId);
});
