/**
 * The classifier whose 84 features all Fréchet distances of this project are taken on: a LeNet that PyTorch trained on the first
 * 50,000 images of MNIST. It belongs to the caller.
 */
export { pytorchLenet as referenceLenet } from '../../packages/classifiers/test-data/pytorch-lenet';
