export { BACKENDS } from './backends';
export { type AutoencodingModel, describeModel, type ModelContract } from './model-contract';
