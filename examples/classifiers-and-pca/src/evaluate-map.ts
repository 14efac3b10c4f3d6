import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import { type Classifier, type Codes, type Encoder, encodeDataset, type Reconstructor } from '@ae-lab/core';
import { type Digits, onePerClass, type Trained, testError } from '@ae-lab/example-shared';
import { evaluateClassifier, knnAccuracy, silhouette } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';
import type { AutoencoderTraining, ClassifierTraining, Course } from './train';

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

/** Measures the trained autoencoders, and then PCA, on the test images; `judge` classifies the reconstructions. */
export async function evaluateMaps(
  trained: readonly Trained<AutoencoderTraining, Course>[],
  judge: Trained<ClassifierTraining, Course>,
  digits: Digits,
): Promise<LatentMap[]> {
  const classifier = await ImageClassifier.load(judge.place);
  const pca = new PrincipalComponents({ latentDim: 2 });
  await pca.fit(digits.train);
  const maps: LatentMap[] = [];
  for (const { name, place } of trained) {
    const model = await Autoencoder.load(place);
    maps.push({ name, model, ...(await evaluateMap(model, classifier, digits)) });
  }
  return [...maps, { name: 'PCA', model: pca, ...(await evaluateMap(pca, classifier, digits)) }];
}

async function evaluateMap(
  model: Encoder & Reconstructor,
  judge: Classifier,
  { train, test }: Digits,
): Promise<Omit<LatentMap, 'name' | 'model'>> {
  const [trainCodes, codes] = [await encodeDataset(model, train), await encodeDataset(model, test)];
  const reader: Classifier = {
    imageShape: judge.imageShape,
    classes: judge.classes,
    logits: (images) => tf.tidy(() => judge.logits(tf.clipByValue(model.reconstruct(images), 0, 1))),
  };
  const { accuracy, predictions } = await evaluateClassifier(reader, test);
  return {
    mse: await testError(model, test),
    neighbours: await knnAccuracy(trainCodes, train.labels ?? [], codes, test.labels ?? []),
    silhouette: await silhouette(codes, test.labels ?? []),
    readable: accuracy,
    readableExamples: onePerClass(test).flatMap((index, digit) => (predictions[index] === digit ? [digit] : [])),
    codes,
  };
}
