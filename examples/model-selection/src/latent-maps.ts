import { type Codes, type Encoder, encodeDataset, projectOnPrincipalAxes } from '@ae-lab/core';
import { type Digits, type Parts, planeOf } from '@ae-lab/example-shared';
import { knnAccuracy } from '@ae-lab/metrics';
import { tsne } from '@ae-lab/viz';

/** Codes laid out in a plane. */
export interface LatentMap {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The accuracy of five nearest neighbours on the map: points of its second half among those of its first. */
  readonly neighbours: number;
}

/** Maps the codes of a data set by their principal axes and by t-SNE. The t-SNE map is stored as a part of the run. */
export async function latentMaps(
  { model, folder }: { readonly model: Encoder; readonly folder: string },
  data: Digits['test'],
  parts: Parts,
  options: { readonly iterations: number; readonly seed: number },
): Promise<LatentMap[]> {
  const codes = await encodeDataset(model, data);
  const { result: embedded } = await parts.part('t-SNE', { model: folder, ...options }, async () => {
    const { x, y } = await tsne(codes, options);
    return { x: Array.from(x), y: Array.from(y) };
  });
  const maps = { PCA: planeOf(projectOnPrincipalAxes(codes)), 't-SNE': embedded };
  return Promise.all(
    Object.entries(maps).map(async ([name, map]) => ({ name, ...map, neighbours: await neighbours(map, data) })),
  );
}

async function neighbours({ x, y }: Pick<LatentMap, 'x' | 'y'>, { labels = new Int32Array() }: Digits['test']) {
  const half = Math.floor(x.length / 2);
  const part = (start: number, end: number): Codes => {
    return { values: x.slice(start, end).flatMap((value, i) => [value, y[start + i]]), dimension: 2 };
  };
  const end = x.length;
  return knnAccuracy(part(0, half), labels.subarray(0, half), part(half, end), labels.subarray(half, end));
}
