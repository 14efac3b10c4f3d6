import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AeLabError, FormatError, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import { squaredErrorLoss } from '../losses/reconstruction-loss';
import { buildDecoder, buildEncoder } from '../networks/encoder-decoder';
import { adam } from '../optimizers/adam';
import { loadModel, saveModel } from '../persistence/save-model';
import type { JsonObject, SavedModel } from '../persistence/saved-model';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import { networkVariables, type TrainingStep } from './training-step';

let folder: string;
let checkpoint: SavedModel;
const data = noiseImages(12, [3, 3, 1]);
const options: FitOptions = { epochs: 2, batchSize: 6, seed: 3, earlyStopping: { patience: 3 } };

/** Two optimizers: of an autoencoder, and of a table of offsets to its codes. */
function makeStep(): TrainingStep {
  const architecture = { kind: 'dense', widths: [4], batchNormalization: true } as const;
  const encoder = buildEncoder({ imageShape: [3, 3, 1], outputs: 2, architecture, rng: new Rng(1) });
  const decoder = buildDecoder({ imageShape: [3, 3, 1], latentDim: 2, architecture, rng: new Rng(2) });
  const networks = [encoder, decoder];
  const table = tf.variable(tf.zeros([12, 2]));
  return {
    state: [...networkVariables(networks), table],
    objectives: [
      {
        name: 'autoencoder',
        optimizer: adam(),
        training: networks,
        variables: () => networkVariables(networks, 'trainable'),
        rows: { name: 'offsets', table, optimizer: adam() },
        loss: ({ images }, pass) => {
          const codes = pass.apply(encoder, images);
          return { loss: squaredErrorLoss(images, pass.apply(decoder, pass.rows ? tf.add(codes, pass.rows) : codes)) };
        },
      },
    ],
  };
}

beforeEach(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  const place = join(folder, 'intact');
  await fit(makeStep(), data, { ...options, epochs: 1, checkpoint: { place, extend: true } });
  checkpoint = await loadModel(place);
});
afterEach(() => rm(folder, { recursive: true }));

let saves = 0;

/** Resumes from a damaged checkpoint, and returns the error; nothing may have changed, and nothing be left behind. */
async function resumeFrom(changes: Partial<SavedModel>): Promise<{ error: unknown; place: string }> {
  const place = join(folder, `${++saves}`);
  await saveModel(place, { ...checkpoint, ...changes });
  const step = makeStep();
  const values = () => step.state.map((variable) => Array.from(variable.dataSync()));
  const [before, tensors] = [values(), tf.memory().numTensors];
  const error = await fit(step, data, { ...options, checkpoint: { place, extend: true } }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) expect(values()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  tf.dispose([...step.state]);
  return { error, place };
}

const withoutSlots = ({ slots: _, ...others }: JsonObject) => others;

describe.each([
  ['', (saved: JsonObject) => saved],
  [' of version 0.1, which does not list the tensors', withoutSlots],
])('a checkpoint%s', (_, version) => {
  it('resumes', async () => {
    expect((await resumeFrom({ options: version(checkpoint.options) })).error).toBeUndefined();
  });

  it('is refused with any tensor missing, renamed, reshaped, of another type or too many', async () => {
    const saved = version(checkpoint.options);
    const names = Object.keys(checkpoint.tensors);
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(
      new Set(['state', 'best', 'optimizer0', 'optimizer1']),
    );
    for (const name of names) {
      const { [name]: tensor, ...others } = checkpoint.tensors;
      const reshaped = tf.zeros([...tensor.shape, 2]);
      const typed = tf.zeros(tensor.shape, 'int32');
      for (const tensors of [
        others,
        { ...others, [`${name}0`]: tensor },
        { ...others, [name]: reshaped },
        { ...others, [name]: typed },
        { ...checkpoint.tensors, [`${name}x`]: tensor },
      ]) {
        const { error } = await resumeFrom({ options: saved, tensors });
        expect(error, name).toBeInstanceOf(FormatError);
        expect((error as Error).message).toMatch(/tensors-\w+\.safetensors: /);
        expect((error as Error).message).toContain(`'${name.split('.')[0]}`);
      }
      tf.dispose([reshaped, typed]);
    }
  });

  it('is refused with any part of its description damaged', async () => {
    const saved = version(checkpoint.options);
    for (const [key, value] of Object.entries(saved)) {
      for (const damaged of [null, 'text', { other: 1 }, [null], -1, [value as JsonObject]]) {
        const { error } = await resumeFrom({ options: { ...saved, [key]: damaged } });
        expect(error, `${key} ${JSON.stringify(damaged)}`).toBeInstanceOf(AeLabError);
      }
    }
  });
});

it('a damaged file of a checkpoint is not one to reseal', async () => {
  const place = join(folder, 'intact');
  const [tensors] = (await readdir(place)).filter((name) => name.endsWith('.safetensors'));
  for (const file of [tensors, 'config.json']) {
    const bytes = await readFile(join(place, file));
    const changed = Uint8Array.from(bytes);
    const end = file === 'config.json' ? bytes.lastIndexOf('"') : bytes.length;
    changed[end - 1] = changed[end - 1] === 0x30 ? 0x31 : 0x30;
    await writeFile(join(place, file), changed);
    const resuming = fit(makeStep(), data, { ...options, checkpoint: { place, extend: true } });
    await expect(resuming).rejects.toThrow(
      /: the file is damaged\. Delete the checkpoint to start its training anew\.$/,
    );
    await writeFile(join(place, file), bytes);
  }
});
