/**
 * The classifier in whose 84 features all Fréchet distances of this project are measured: a LeNet that PyTorch trained on the
 * first 50,000 images of MNIST. The caller disposes of it.
 */
export { pytorchLenet as referenceLenet } from '../../packages/classifiers/test-data/pytorch-lenet';
