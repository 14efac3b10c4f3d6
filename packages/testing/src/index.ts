export { BACKENDS } from './backends';
export { describeClassifier, type ImageClassifyingModel } from './classifier-contract';
export { type DisposableModel, expectDisposal, type Uses } from './expect-disposal';
export { expectGradient } from './expect-gradient';
export { type AutoencodingModel, describeModel } from './model-contract';
export { describeTrainable, type TrainableContract, type TrainableModel } from './trainable-contract';
