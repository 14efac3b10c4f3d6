import type { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { disposeBatch, type EpochRecord, type ImageDataset, interpolate, projectOnPrincipalAxes } from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import { imageGrid, imageRows, lineChart, scatter } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';

/** The training loss at a time, measured in epochs. */
export interface LossPoint {
  readonly epoch: number;
  readonly loss: number;
}

export interface PictureInput {
  readonly model: Autoencoder;
  readonly pca: PrincipalComponents;
  readonly test: ArrayDataset;
  readonly losses: readonly LossPoint[];
  readonly epochs: readonly EpochRecord[];
}

/** Returns every picture of the report as SVG, by name. */
export function drawPictures(input: PictureInput): Record<PictureName, string> {
  return {
    reconstructions: reconstructions(input),
    loss: loss(input),
    latent: latent(input),
    interpolation: interpolation(input),
  };
}

export type PictureName = 'reconstructions' | 'loss' | 'latent' | 'interpolation';

/** Test images and their reconstructions by the autoencoder and by PCA: one image per class if there are labels. */
function reconstructions({ model, pca, test }: PictureInput): string {
  const batch = test.batch(onePerClass(test, 10));
  const [original, ours, theirs] = tf.tidy(() =>
    [batch.images, model.reconstruct(batch.images), pca.reconstruct(batch.images)].map(pixels),
  );
  disposeBatch(batch);
  const rows = [
    { name: 'original', images: original },
    { name: 'autoencoder', images: ours },
    { name: `PCA, ${pca.latentDim} components`, images: theirs },
  ];
  return imageRows({ rows, imageShape: test.imageShape, title: 'Test images and their reconstructions' });
}

function loss({ losses, epochs }: PictureInput): string {
  const recent = { name: 'recent batches', x: losses.map(({ epoch }) => epoch), y: losses.map((point) => point.loss) };
  // The mean of an epoch is drawn at its middle.
  const middles = epochs.map(({ epoch }) => epoch - 0.5);
  const mean = { name: 'mean of the epoch', x: middles, y: epochs.map(({ train }) => train.loss) };
  const series = epochs.length > 0 ? [recent, mean] : [recent];
  return lineChart({ series, xLabel: 'epoch', yLabel: 'mean squared error', yScale: 'log', title: 'Training loss' });
}

/** At most 5,000 test codes, projected onto the two directions in which they vary most. */
function latent({ model, test }: PictureInput): string {
  const count = Math.min(test.size, 5000);
  const batch = test.batch(Array.from({ length: count }, (_, i) => i));
  const codes = tf.tidy(() => model.encode(batch.images).dataSync() as Float32Array);
  disposeBatch(batch);
  const flat = model.latentDim <= 2;
  const plane = flat ? codes : projectOnPrincipalAxes({ values: codes, dimension: model.latentDim }, 2).values;
  const stride = Math.min(model.latentDim, 2);
  const axis = flat ? 'latent dimension' : 'principal axis of the codes';
  return scatter({
    x: Array.from({ length: count }, (_, i) => plane[i * stride]),
    y: Array.from({ length: count }, (_, i) => (stride === 2 ? plane[i * stride + 1] : 0)),
    classes: test.labels?.subarray(0, count),
    xLabel: `${axis} 1`,
    yLabel: stride === 2 ? `${axis} 2` : '',
    title: `Codes of ${count.toLocaleString('en-US')} test images`,
    height: 420,
  });
}

/** Interpolation between two test images of different classes, along the straight line between their codes. */
function interpolation({ model, test }: PictureInput): string {
  const steps = 10;
  const [from, to] = onePerClass(test, 2);
  const batch = test.batch([from, to]);
  const images = tf.tidy(() => {
    const [start, end] = tf.unstack(model.encode(batch.images)) as tf.Tensor1D[];
    return pixels(interpolate(model, start, end, { steps }));
  });
  disposeBatch(batch);
  const names = Array.from({ length: steps }, (_, i) => (i / (steps - 1)).toFixed(2));
  const title = 'Interpolation between two test images';
  return imageGrid({ images, imageShape: test.imageShape, columns: steps, labels: names, title });
}

/** Positions of the first test image of each class; without labels, of the first images. */
function onePerClass({ labels, classes, size }: ImageDataset, count: number): number[] {
  if (labels === undefined) return Array.from({ length: Math.min(count, size) }, (_, i) => i);
  const first = Array.from({ length: classes }, (_, label) => labels.indexOf(label)).filter((index) => index >= 0);
  return first.slice(0, count);
}

function pixels(images: { dataSync(): unknown }): Float32Array {
  return images.dataSync() as Float32Array;
}
