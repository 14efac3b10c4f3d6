export { BACKENDS } from './backends';
export { type ClassifierContract, describeClassifier, type ImageClassifyingModel } from './classifier-contract';
export { expectGradient } from './expect-gradient';
export { type AutoencodingModel, describeModel, type ModelContract } from './model-contract';
