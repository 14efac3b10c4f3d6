import { type Classifier, type Codes, type Encoder, encodeDataset, type Reconstructor } from '@ae-lab/core';
import { type Digits, onePerClass } from '@ae-lab/example-shared';
import { evaluateClassifier, evaluateReconstruction, knnAccuracy, meanSquaredError, silhouette } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';

/** Measures of how much of the test images their codes keep. */
export interface MapQuality {
  readonly mse: number;
  /** The accuracy of a five-nearest-neighbour classifier on the codes of the training images. */
  readonly neighbours: number;
  readonly silhouette: number;
  /** The share of test images whose reconstruction a classifier still classifies correctly. */
  readonly readable: number;
  /** The digits whose first test image is among these. */
  readonly readableExamples: readonly number[];
}

/** A model with two latent dimensions, its codes of the test images and their quality. */
export interface LatentMap extends MapQuality {
  readonly name: string;
  readonly model: Encoder & Reconstructor;
  readonly codes: Codes;
}

/** Measures an encoder with its decoder on the test images; `judge` classifies the reconstructions. */
export async function evaluateMap(
  model: Encoder & Reconstructor,
  judge: Classifier,
  { train, test }: Digits,
): Promise<Omit<LatentMap, 'name' | 'model'>> {
  const { mse } = await evaluateReconstruction(model, test, { metrics: { mse: meanSquaredError } });
  const [trainCodes, codes] = [await encodeDataset(model, train), await encodeDataset(model, test)];
  const reader: Classifier = {
    imageShape: judge.imageShape,
    classes: judge.classes,
    logits: (images) => tf.tidy(() => judge.logits(tf.clipByValue(model.reconstruct(images), 0, 1))),
  };
  const { accuracy, predictions } = await evaluateClassifier(reader, test);
  return {
    mse: mse.mean,
    neighbours: await knnAccuracy(trainCodes, train.labels ?? [], codes, test.labels ?? []),
    silhouette: await silhouette(codes, test.labels ?? []),
    readable: accuracy,
    readableExamples: onePerClass(test).flatMap((index, digit) => (predictions[index] === digit ? [digit] : [])),
    codes,
  };
}
