import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import { decoder, encoder } from '../../test/pytorch-networks';
import { Conv2D, Dense } from '../layers';
import { exportWeights } from './export-weights';
import { importWeights } from './import-weights';
import { decodeSafetensors } from './safetensors';
import { decodeTensors } from './tensor-files';

beforeEach(() => tf.setBackend('cpu'));

const fixture = (name: string) => readFileSync(new URL(`../../test-data/${name}.safetensors`, import.meta.url));
const state = new Uint8Array(fixture('pytorch-networks'));
const valuesOf = (network: tfl.LayersModel) => network.getWeights().map((weight) => weight.dataSync());

describe('weights from PyTorch', () => {
  it('give the codes and reconstructions that PyTorch computes', () => {
    const expected = decodeTensors(fixture('pytorch-networks.expected'), 'expected');
    const networks = [encoder(), decoder()];
    const before = tf.memory().numTensors;
    importWeights(networks[0], state, { prefix: 'encoder.' });
    importWeights(networks[1], state, { prefix: 'decoder.' });
    expect(tf.memory().numTensors).toBe(before);
    const codes = networks[0].predict(expected.input) as tf.Tensor;
    const images = networks[1].predict(expected.code) as tf.Tensor;
    expectClose(codes, expected.code);
    expectClose(images, expected.output);
  });

  it('are exported again bit for bit, in the order of a state_dict', async () => {
    const original = decodeSafetensors(state, 'state').tensors;
    const names = { hidden: '0', norm1: '1', up: '4', norm2: '5', image: '7' };
    const network = decoder();
    importWeights(network, state, { prefix: 'decoder.', names });
    const before = tf.memory().numTensors;
    const bytes = await exportWeights(network, { layout: 'pytorch', prefix: 'decoder.', names });
    expect(tf.memory().numTensors).toBe(before);
    const { tensors, metadata } = decodeSafetensors(bytes, 'bytes');
    expect(metadata).toEqual({ format: 'pt', layout: 'pytorch' });
    expect(Object.keys(tensors).slice(0, 6).join(' ')).toBe(
      'decoder.0.weight decoder.0.bias decoder.1.weight decoder.1.bias decoder.1.running_mean decoder.1.running_var',
    );
    expect(Object.keys(tensors)).toHaveLength(13);
    for (const [name, tensor] of Object.entries(tensors)) expect(tensor, name).toEqual(original[name]);
  });

  it('can also be tensors, which are not disposed', () => {
    const [network, other] = [decoder(), decoder()];
    const tensors = decodeTensors(state, 'state');
    importWeights(network, tensors, { prefix: 'decoder.' });
    importWeights(other, state, { prefix: 'decoder.' });
    expect(valuesOf(network)).toEqual(valuesOf(other));
    tf.dispose(tensors);
    expect(valuesOf(network)).toEqual(valuesOf(other));
  });
});

describe('exportWeights and importWeights', () => {
  it.each([
    ['keras', 'hidden/kernel', [3, 48]],
    ['pytorch', 'hidden.weight', [48, 3]],
  ] as const)('copy the weights of a network in the layout of %s', async (layout, name, shape) => {
    const [network, other] = [decoder(), decoder()];
    importWeights(network, state, { prefix: 'decoder.' });
    const bytes = await exportWeights(network, { layout });
    expect(decodeSafetensors(bytes, 'bytes').tensors[name].shape).toEqual(shape);
    importWeights(other, bytes);
    expect(valuesOf(other)).toEqual(valuesOf(network));
  });

  it('read PyTorch modules of any names in the order of the file', async () => {
    const network = tfl.sequential({ layers: [new Dense({ units: 2, inputShape: [2] }), new Dense({ units: 2 })] });
    const weight = (value: number) => tf.fill([2, 2], value);
    const bias = tf.zeros([2]);
    const tensors = { 'in.weight': weight(1), 'in.bias': bias, 'head.weight': weight(2), 'head.bias': bias };
    importWeights(network, tensors);
    expect(valuesOf(network).map(([first]) => first)).toEqual([1, 0, 2, 0]);
    const sorted = Object.fromEntries(Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    expect(() => importWeights(network, sorted)).toThrow(/alphabetical order, which may not be .*'names'.*head, in/);
  });

  it('read the state of a single module, whose tensors have no name before a dot', () => {
    const network = tfl.sequential({ layers: [new Dense({ units: 1, inputShape: [2] })] });
    const tensors = { 'head.weight': tf.tensor([[1, 2]]), 'head.bias': tf.tensor([3]), 'body.weight': tf.ones([2, 2]) };
    importWeights(network, tensors, { prefix: 'head.' });
    expect(valuesOf(network)).toEqual([Float32Array.of(1, 2), Float32Array.of(3)]);
  });

  const tensors = () => ({ 'conv.weight': tf.ones([3, 2, 1, 1]), 'conv.bias': tf.ones([3]) });
  it.each([
    [
      'a missing tensor',
      () => ({ 'conv.bias': undefined }),
      {},
      /expected the float32 tensor 'conv\.bias' \[3\] for layer 'c'/,
    ],
    ['one left over', () => ({ 'conv.scale': tf.scalar(1) }), {}, /called conv\.scale/],
    [
      'another shape',
      () => ({ 'conv.weight': tf.ones([1, 1, 2, 3]) }),
      {},
      /'conv\.weight' \[3, 2, 1, 1\] .*\[1, 1, 2, 3\]/,
    ],
    ['another type', () => ({ 'conv.bias': tf.ones([3], 'int32') }), {}, /'conv\.bias' .*got int32 \[3\]/],
    [
      'a module too many',
      () => ({ 'fc.weight': tf.ones([1]) }),
      {},
      /2 modules with weights \(conv, fc\) for 1 layers \(c\)/,
    ],
    ['another prefix', () => ({}), { prefix: 'encoder.' }, /0 modules/],
    ['the names of another layout', () => ({}), { layout: 'keras' }, /'c\/kernel' \[1, 1, 2, 3\] .*missing/],
  ] as const)('report %s, and change nothing', (_, changes, options, message) => {
    const network = tfl.sequential({
      layers: [new Conv2D({ filters: 3, kernelSize: 1, inputShape: [2, 2, 2], name: 'c' })],
    });
    const before = valuesOf(network);
    const changed = Object.entries({ ...tensors(), ...changes() }).filter(([, tensor]) => tensor !== undefined);
    const load = () => importWeights(network, Object.fromEntries(changed) as Record<string, tf.Tensor>, options);
    expect(load).toThrow(FormatError);
    expect(load).toThrow(message);
    expect(valuesOf(network)).toEqual(before);
  });

  it('refuse wrong arguments, and weights without a counterpart', async () => {
    const network = tfl.sequential({ layers: [new Dense({ units: 1, inputShape: [2], name: 'a' })] });
    await expect(exportWeights(network, { names: { b: '0' } })).rejects.toThrow(
      /names: expected layers .*: a, got "b"/,
    );
    await expect(exportWeights(decoder(), { names: { up: 'a', image: 'a' } })).rejects.toThrow(
      /names: .*name of its own/,
    );
    await expect(exportWeights(network, { layout: 'jax' as 'keras' })).rejects.toThrow(ArgumentError);
    await expect(exportWeights(network, { layouts: 'keras' } as object)).rejects.toThrow(
      'options: expected no other options than prefix, names, layout, got "layouts".',
    );
    await expect(exportWeights(network, { names: ['a'] as never })).rejects.toThrow('names: expected an object');
    await expect(exportWeights({} as never)).rejects.toThrow('network: expected a network: a LayersModel');
    expect(() => importWeights(network, {}, { prefixes: 'a.' } as object)).toThrow(
      'options: expected no other options than prefix, names, layout, got "prefixes".',
    );
    expect(() => importWeights(network, {}, { layout: 'jax' as 'keras' })).toThrow(
      'layout: expected one of keras, pytorch',
    );
    expect(() => importWeights(network, {}, { prefix: 1 as never })).toThrow('prefix: expected text, got 1.');
    expect(() => importWeights({} as never, {})).toThrow('network: expected a network: a LayersModel');
    expect(() => importWeights(network, new ArrayBuffer(8) as never)).toThrow(
      'weights: expected the bytes of a safetensors file, a Uint8Array, or tensors by name, got ArrayBuffer.',
    );
    expect(() => importWeights(network, { 'a.bias': [1] as never })).toThrow(ArgumentError);
    const twice = tfl.sequential({ layers: [network, new Dense({ units: 1, name: 'a' })] });
    await expect(exportWeights(twice)).rejects.toThrow(
      /network: expected layers with different names, got "'a' twice"/,
    );
    const table = tfl.sequential({ layers: [tfl.layers.embedding({ inputDim: 2, outputDim: 1, inputLength: 1 })] });
    await expect(exportWeights(table, { layout: 'pytorch' })).rejects.toThrow(/network: .*embeddings of a Embedding/);
    expect(() => importWeights(network, new Uint8Array(3))).toThrow(FormatError);
  });
});

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  for (const [i, value] of actual.dataSync().entries()) expect(Math.abs(value - wanted[i])).toBeLessThan(1e-4);
}
