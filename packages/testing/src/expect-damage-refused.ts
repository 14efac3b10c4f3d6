import { join } from 'node:path';
import { FormatError, load, type ModelClass, type SavedModel, saveModel } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, sequential, layers as stock } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';

/** A fault of a save, and the words of the error for it: the file, and the tensor or network. */
interface Damage {
  readonly name: string;
  readonly changes: Partial<SavedModel>;
  readonly words: RegExp;
}

/**
 * Saves a model with one part after the other missing, under another name, of another shape or of another type. Expects that
 * loading names the file and the part, and leaves nothing behind.
 *
 * @param folder a folder for the saves.
 * @param saved the parts of a trained model, which still belong to the caller.
 */
export async function expectDamageRefused(
  folder: string,
  modelClass: ModelClass<{ dispose(): void }>,
  saved: SavedModel,
): Promise<void> {
  const other = sequential({ layers: [stock.dense({ units: 3, inputShape: [7], name: 'other' })] });
  const damages = [...damagedTensors(saved), ...damagedNetworks(saved, other)];
  for (const [i, { name, changes, words }] of damages.entries()) {
    const place = join(folder, `damaged${i}`);
    await saveModel(place, { ...saved, ...changes });
    const before = tf.memory().numTensors;
    const outcome = await load(place, [modelClass]).catch((error: Error) => error);
    expect(outcome, `${name} is refused`).toBeInstanceOf(FormatError);
    const { message } = outcome as FormatError;
    expect(message, name).toMatch(words);
    expect(message, name).toContain(place);
    expect(tf.memory().numTensors, `tensors left by ${name}`).toBe(before);
  }
  const kept = new Set(Object.values(saved.tensors));
  const made = damages.flatMap(({ changes }) => Object.values(changes.tensors ?? {}));
  tf.dispose(made.filter((tensor) => !kept.has(tensor)));
  other.dispose();
}

function damagedTensors({ tensors }: SavedModel): Damage[] {
  const names = Object.keys(tensors);
  const some = names.join('|');
  return names.flatMap((name) => {
    const { [name]: tensor, ...others } = tensors;
    const { shape } = tensor;
    const [words, missing] = [
      new RegExp(`tensors-\\w+\\.safetensors: .*'${name}'`),
      new RegExp(`tensors.*'${name}' is missing`),
    ];
    const longer = tf.zeros([...shape.slice(0, -1), (shape.at(-1) ?? 0) + 1]);
    return [
      { name: `${name} called otherwise`, changes: { tensors: { ...others, [`${name}2`]: tensor } }, words: missing },
      ...(names.length > 1 ? [{ name: `no ${name}`, changes: { tensors: others }, words: missing }] : []),
      {
        name: `${name} twice`,
        changes: { tensors: { ...tensors, [`${name}2`]: tensor } },
        words: /tensors.*2' does not/,
      },
      { name: `${name} of another rank`, changes: { tensors: { ...others, [name]: tf.zeros([...shape, 2]) } }, words },
      { name: `${name} of int32`, changes: { tensors: { ...others, [name]: tf.zeros(shape, 'int32') } }, words },
      {
        name: `${name} with a longer last axis`,
        changes: { tensors: { ...others, [name]: longer } },
        words: new RegExp(`tensors-\\w+\\.safetensors: .*(${some})`),
      },
    ];
  });
}

function damagedNetworks({ networks }: SavedModel, other: LayersModel): Damage[] {
  return Object.keys(networks).flatMap((name) => {
    const { [name]: network, ...others } = networks;
    const missing = new RegExp(`config\\.json: .*'${name}' is missing`);
    return [
      { name: `no ${name}`, changes: { networks: others }, words: missing },
      { name: `${name} called otherwise`, changes: { networks: { ...others, other: network } }, words: missing },
      { name: `another ${name}`, changes: { networks: { ...others, [name]: other } }, words: /(model|config)\.json: / },
      {
        name: 'one network more',
        changes: { networks: { ...networks, other } },
        words: /config\.json: .*'other' does not/,
      },
    ];
  });
}
