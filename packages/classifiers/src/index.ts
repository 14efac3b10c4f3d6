export type { ClassifierFitOptions } from './classifier-fit-options';
export type { ImageClassifierNetwork, ImageClassifierOptions } from './classifier-options';
export { ImageClassifier } from './image-classifier';
export { type LabelSpreadingOptions, labelSpreading, type SpreadLabels } from './label-spreading';
export { type TrainFeatureExtractorOptions, trainFeatureExtractor } from './train-feature-extractor';
export { TransferClassifier, transferClassifier } from './transfer-classifier';
export type {
  TransferClassifierNetworks,
  TransferClassifierOptions,
  TransferEncoder,
  TransferTraining,
} from './transfer-options';
export { withLabels } from './with-labels';
