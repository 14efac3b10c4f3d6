import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FormatError,
  type JsonObject,
  type JsonValue,
  load,
  type ModelClass,
  resealSave,
  type SavedModel,
  saveModel,
} from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Other values of options that networks and tensors decide, if there are any, given the value that is right. */
const CONTRADICTIONS: Readonly<Record<string, (right: never) => JsonValue | undefined>> = {
  imageShape: ([height, width, channels]: number[]) => [height, width + 1, channels],
  latentDim: (latentDim: number) => latentDim + 1,
  embeddingDim: (embeddingDim: number) => embeddingDim + 1,
  codebookSize: (codebookSize: number) => codebookSize + 1,
  classes: (classes: number) => classes + 2,
  codeActivation: (activation: string) => (activation === 'linear' ? 'sigmoid' : 'linear'),
  outputActivation: (activation: string) => (activation === 'tanh' ? 'sigmoid' : 'tanh'),
  // The other way round, a training may not have begun.
  standardize: (standardize: boolean) => (standardize ? false : undefined),
  movingAverage: (movingAverage: number) => (movingAverage === 0 ? 0.9 : 0),
};

/**
 * Saves a model and edits one option after the other in `config.json`, with new checksums: another kind, out of range, unknown, or at
 * odds with the networks and tensors. Expects that loading names the file and the option, and leaves nothing behind.
 *
 * @param place a folder for the save.
 * @param saved the parts of a trained model, which still belong to the caller.
 */
export async function expectEditedOptionsRefused(
  place: string,
  modelClass: ModelClass<{ dispose(): void }>,
  saved: SavedModel,
): Promise<void> {
  await saveModel(place, saved);
  const file = join(place, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as { options: JsonObject };
  for (const [name, value] of edits(config.options)) {
    const edit = `${name}: ${JSON.stringify(value)} for ${JSON.stringify(config.options[name])}`;
    await writeFile(file, JSON.stringify({ ...config, options: { ...config.options, [name]: value } }));
    await resealSave(place);
    const before = tf.memory().numTensors;
    const outcome = await load(place, [modelClass]).catch((error: Error) => error);
    expect(outcome, `${edit} is refused`).toBeInstanceOf(FormatError);
    const { message } = outcome as FormatError;
    expect(message, edit).toContain(place);
    expect(message, edit).toMatch(new RegExp(`config\\.json: .*${name}|${name}.* in config\\.json`));
    expect(tf.memory().numTensors, `tensors left by ${edit}`).toBe(before);
  }
}

function edits(options: JsonObject): [name: string, value: JsonValue][] {
  const damaged = Object.entries(options).flatMap(([name, value]) =>
    [{ damaged: true }, null, outOfRange(value)].map((edited): [string, JsonValue] => [name, edited]),
  );
  const contradictions = Object.entries(CONTRADICTIONS).flatMap(([name, edit]): [string, JsonValue][] => {
    const edited = options[name] === undefined ? undefined : edit(options[name] as never);
    return edited === undefined ? [] : [[name, edited]];
  });
  return [...damaged, ...contradictions, ['misspelt', 1]];
}

/** Returns a value of the same type that no option allows. */
function outOfRange(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return [-1];
  if (typeof value === 'number') return -1;
  return typeof value === 'boolean' ? 'true' : 'damaged';
}
