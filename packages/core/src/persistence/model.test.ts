import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { DisposedError, kind, optional } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Dense } from '../layers';
import { Model, pickOptions } from './model';
import type { Place } from './place';
import { load } from './save-model';
import type { SavedModel } from './saved-model';

let folder: string;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface ShiftOptions {
  readonly network: LayersModel;
  readonly shift: number;
  readonly scale?: number;
}

/** A network, and a tensor outside of it that is added to its output. */
class Shift extends Model<'network'> {
  static readonly className = 'Shift';
  private readonly offset: tf.Tensor;

  constructor(options: ShiftOptions, offset: tf.Tensor = tf.scalar(options.shift)) {
    super({ network: options.network }, { ...options });
    this.offset = offset;
  }

  static load(place: Place): Promise<Shift> {
    return load(place, [Shift]);
  }

  static fromSaved({ options, networks, tensors }: SavedModel): Shift {
    return new Shift({ network: networks.network, shift: Number(options.shift) }, tensors.offset);
  }

  apply(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => tf.add(this.ownNetwork('network').apply(x) as tf.Tensor, this.offset));
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return { offset: this.offset };
  }

  protected override free(): void {
    this.offset.dispose();
  }
}

const shift = () =>
  new Shift({
    network: sequential({ layers: [new Dense({ units: 2, inputShape: [3] })] }),
    shift: 5,
    scale: undefined,
  });

it('records the options without the networks', () => {
  const model = shift();
  const saved = model.toSaved();
  expect(saved.className).toBe('Shift');
  expect(saved.options).toEqual({ shift: 5, scale: undefined });
  expect(Object.keys(saved.options)).not.toContain('network');
  expect(Object.keys(saved.networks)).toEqual(['network']);
  expect(saved.tensors.offset.dataSync()).toEqual(Float32Array.of(5));
  model.dispose();
});

it('hands out a copy of its record', () => {
  const model = shift();
  Object.assign(model.toSaved().options, { shift: 6 });
  expect(model.toSaved().options.shift).toBe(5);
  model.dispose();
});

it('comes back from a save with its networks and tensors, bit for bit', async () => {
  const model = shift();
  await model.save(folder);
  const loaded = await Shift.load(folder);
  const x = tf.tensor2d([[1, -2, 3]]);
  expect(loaded.apply(x).dataSync()).toEqual(model.apply(x).dataSync());
  expect(loaded.toSaved().options).toEqual({ shift: 5 });
  loaded.dispose();
  expect(() => model.apply(x)).not.toThrow();
  model.dispose();
});

it('frees all weights when it is disposed, and only once', () => {
  const before = tf.memory().numTensors;
  const model = shift();
  expect(tf.memory().numTensors).toBe(before + 3);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(() => model.dispose()).not.toThrow();
  expect(tf.memory().numTensors).toBe(before);
});

it('names its class when it is used after it was disposed, and writes nothing', async () => {
  const model = shift();
  model.dispose();
  const x = tf.tensor2d([[1, -2, 3]]);
  expect(() => model.apply(x)).toThrow(DisposedError);
  expect(() => model.apply(x)).toThrow('This Shift has been disposed');
  expect(() => model.toSaved()).toThrow(DisposedError);
  await expect(model.save(folder)).rejects.toThrow('This Shift has been disposed');
  await expect(Shift.load(folder)).rejects.toThrow('no saved model');
});

it('needs no networks', async () => {
  class Constant extends Model {
    static readonly className = 'Constant';
    constructor(readonly value: number) {
      super({}, { value });
    }
    static fromSaved({ options }: SavedModel): Constant {
      return new Constant(Number(options.value));
    }
  }
  const model = new Constant(3);
  await model.save(folder);
  expect((await load(folder, [Shift, Constant])).toSaved()).toEqual(model.toSaved());
  model.dispose();
  expect(() => model.toSaved()).toThrow('This Constant has been disposed');
});

it('picks the options of a save that a description knows', () => {
  const description = { shift: kind.number(), scale: optional(kind.number(), 2) };
  expect(pickOptions(description, { shift: 1, imageShape: [1, 1, 1] })).toEqual({ shift: 1, scale: undefined });
});
