import type { Autoencoder } from '@ae-lab/autoencoders';
import { type Codes, corrupt, type Encoder, encodeDataset, type GaussianNoise, Rng } from '@ae-lab/core';
import type { Digits } from '@ae-lab/example-shared';
import { corruptionRobustness, knnAccuracy, silhouette } from '@ae-lab/metrics';
import { type LatentMap, tsne } from '@ae-lab/viz';

/** Measures of how well noisy test images are reconstructed and how far their digits stay apart. */
export interface DenoiserQuality {
  /** The mean squared error between clean images and reconstructions of noisy ones. */
  readonly mse: number;
  /** The same for the noisy images themselves. */
  readonly noisy: number;
  /** The accuracy of a five-nearest-neighbour classifier on codes of noisy training images. */
  readonly neighbours: number;
  /** The silhouette of the digits on the map. */
  readonly silhouette: number;
  /** A t-SNE map of the codes of noisy images. */
  readonly map: LatentMap;
}

export interface DenoiserOptions {
  /** The standard deviation of the noise; 0 for no noise. */
  readonly sigma: number;
  /** The number of training images among which neighbours are searched. */
  readonly neighbours: number;
  /** The number of test images on the map. */
  readonly mapped: number;
  readonly mapIterations: number;
  readonly seed: number;
}

export async function evaluateDenoiser(
  model: Autoencoder,
  { train, test }: Pick<Digits, 'train' | 'test'>,
  { sigma, neighbours, mapped, mapIterations, seed }: DenoiserOptions,
): Promise<DenoiserQuality> {
  const noise: GaussianNoise = { kind: 'gaussian', sigma };
  const [{ mse, baseline }] = await corruptionRobustness(model, test, [noise], { seed });
  const rng = new Rng(seed).split('noise');
  const noisy: Encoder = {
    imageShape: model.imageShape,
    latentDim: model.latentDim,
    encode: (images) => model.encode(corrupt(images, noise, rng)),
  };
  const known = train.take(neighbours);
  const [trainCodes, codes] = [await encodeDataset(noisy, known), await encodeDataset(noisy, test)];
  const [labels, testLabels] = [known.labels ?? [], test.labels ?? new Int32Array()];
  const shown: Codes = { values: codes.values.subarray(0, mapped * model.latentDim), dimension: model.latentDim };
  const map = await tsne(shown, { iterations: mapIterations, seed });
  return {
    mse,
    noisy: baseline,
    neighbours: await knnAccuracy(trainCodes, labels, codes, testLabels),
    silhouette: await silhouette(pointsOf(map), testLabels.subarray(0, mapped)),
    map,
  };
}

function pointsOf({ x, y }: LatentMap): Codes {
  return { values: Array.from(x).flatMap((value, i) => [value, y[i]]), dimension: 2 };
}
