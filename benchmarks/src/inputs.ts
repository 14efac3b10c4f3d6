import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImageDataset, type ImageShape, NotFoundError, Rng, saveModel } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { mnistSplit } from './mnist';
import { NETWORKS, type NetworkName } from './networks';

/** 50 batches of 256. */
export const IMAGES = 12_800;
/** The number of values for each of the two operands of a kernel. */
const OPERAND = 1_000_000;

/** The inputs of all peers: a folder with images, noise and the saved networks. */
export class Inputs {
  private readonly images: Float32Array;
  private readonly noise: Float32Array;
  private readonly classes: Float32Array;

  constructor(readonly folder: string) {
    this.images = readFloats(join(folder, 'images.f32'));
    this.noise = readFloats(join(folder, 'noise.f32'));
    this.classes = readFloats(join(folder, 'labels.f32'));
  }

  /**
   * The images of one step, [size, ...shape] in [0, 1]; after the last whole batch the first one follows again. Images of another
   * shape are cut from the pixels of all digits in a row.
   */
  batch(step: number, size: number, shape: ImageShape = [28, 28, 1]): Float32Array {
    const length = size * shape[0] * shape[1] * shape[2];
    const start = (step % Math.floor(this.images.length / length)) * length;
    return this.images.subarray(start, start + length);
  }

  /** The digits that these images show. */
  labels(step: number, size: number): Float32Array {
    const start = (step % Math.floor(IMAGES / size)) * size;
    return this.classes.subarray(start, start + size);
  }

  /** Normally distributed values for the first or the second operand of a kernel; codes use the first. */
  operand(which: 0 | 1, count: number): Float32Array {
    return this.noise.subarray(which * OPERAND, which * OPERAND + count);
  }

  /** The folder of a saved model. */
  network(name: NetworkName): string {
    return join(this.folder, name);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Writes a folder of inputs; `source` names the images. */
export async function writeInputs(): Promise<{ inputs: Inputs; source: string }> {
  await tf.setBackend('cpu');
  const folder = mkdtempSync(join(tmpdir(), 'ae-lab-bench-'));
  const { data, source } = await images();
  const { images: pixels, labels } = await data.batch(Int32Array.from({ length: IMAGES }, (_, i) => i));
  writeFileSync(join(folder, 'images.f32'), pixels.dataSync());
  writeFileSync(join(folder, 'labels.f32'), Float32Array.from(labels?.dataSync() ?? []));
  tf.dispose([pixels, labels]);
  writeFileSync(join(folder, 'noise.f32'), new Rng(1).normals(2 * OPERAND));
  for (const [name, build] of Object.entries(NETWORKS)) {
    const { kind, training, parts } = build();
    await saveModel(join(folder, name), { className: kind, options: training, networks: parts, tensors: {} });
    for (const part of Object.values(parts)) part.dispose();
  }
  return { inputs: new Inputs(folder), source };
}

async function images(): Promise<{ data: ImageDataset; source: string }> {
  try {
    return { data: (await mnistSplit()).train, source: 'MNIST' };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const source = 'synthetic digits, because MNIST is missing (set AE_LAB_DATA_DIR to a folder that has it)';
    return { data: syntheticDigits({ size: IMAGES, seed: 1 }), source };
  }
}

function readFloats(file: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
}
