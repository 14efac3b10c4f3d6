import { readFileSync } from 'node:fs';
import { ImageClassifier } from '@ae-lab/classifiers';
import { importWeights } from '@ae-lab/core';
import type * as tf from '@tensorflow/tfjs-core';
import { decodeTensors } from '../../core/src/persistence/tensor-files';

const read = (name: string) => readFileSync(new URL(`${name}.safetensors`, import.meta.url));

/** Returns a LeNet with the weights that PyTorch trained on MNIST, on the current backend. It belongs to the caller. */
export function pytorchLenet(): ImageClassifier {
  const classifier = new ImageClassifier();
  importWeights(classifier.network, read('lenet'));
  return classifier;
}

/** Returns the tensors of a file that PyTorch wrote beside this one: the output of a network for images of MNIST. */
export function readTensors(name: string): Record<string, tf.Tensor> {
  return decodeTensors(read(name), name);
}
