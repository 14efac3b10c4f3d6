export { BACKENDS } from './backends';
export { describeClassifier, type ImageClassifyingModel } from './classifier-contract';
export { expectGradient } from './expect-gradient';
export { type AutoencodingModel, describeModel } from './model-contract';
export { describeTrainable, type TrainableContract, type TrainableModel } from './trainable-contract';
