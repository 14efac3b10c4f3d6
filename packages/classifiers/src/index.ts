export {
  type ClassifierFitOptions,
  ImageClassifier,
  type ImageClassifierNetwork,
  type ImageClassifierOptions,
} from './image-classifier';
export { type LabelSpreadingOptions, labelSpreading, type SpreadLabels } from './label-spreading';
export { SignalRegressor, type SignalRegressorFitOptions, type SignalRegressorOptions } from './signal-regressor';
export { type TrainFeatureExtractorOptions, trainFeatureExtractor } from './train-feature-extractor';
export { TransferClassifier, type TransferClassifierOptions, transferClassifier } from './transfer-classifier';
export { withLabels } from './with-labels';
