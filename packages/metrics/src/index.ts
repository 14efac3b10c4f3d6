export { accuracy } from './accuracy';
export { type ActiveUnits, type ActiveUnitsOptions, activeUnits } from './active-units';
export { binaryCrossEntropy } from './binary-cross-entropy';
export { type ClassHistogram, classHistogram } from './class-histogram';
export { type ClassReport, type ClassScores, classReport } from './class-report';
export { confusionMatrix } from './confusion-matrix';
export { corruptionRobustness, type Robustness, type RobustnessOptions } from './corruption-robustness';
export type { DataRangeOptions } from './data-range';
export { type Elbo, type ElboOptions, elbo } from './elbo';
export { type ClassifierEvaluation, type EvaluateClassifierOptions, evaluateClassifier } from './evaluate-classifier';
export {
  type EvaluateReconstructionOptions,
  evaluateReconstruction,
  type MetricResult,
  reconstructionMetrics,
} from './evaluate-reconstruction';
export { type EvaluateSamplesOptions, evaluateSamples, type SampleScores } from './evaluate-samples';
export { featuresOf } from './features-of';
export { type FrechetDistance, frechetDistance } from './frechet-distance';
export { type GeneratedImagesOptions, generatedImages } from './generated-images';
export { type ImportanceWeightedBoundOptions, importanceWeightedBound } from './importance-weighted-bound';
export { type InceptionScore, type InceptionScoreOptions, inceptionScore } from './inception-score';
export { type KernelDistance, type KernelDistanceOptions, kernelDistance } from './kernel-distance';
export { knnAccuracy } from './knn-accuracy';
export type { Labels } from './labels';
export { type LatentCorrelation, latentCorrelation } from './latent-correlation';
export { type LinearProbe, type LinearProbeOptions, linearProbe } from './linear-probe';
export { logitsOf } from './logits-of';
export type { MapImagesOptions } from './map-images-options';
export { meanAbsoluteError } from './mean-absolute-error';
export { meanSquaredError } from './mean-squared-error';
export type { ReconstructionMetric } from './metric';
export {
  type NearestTrainingDistances,
  nearestTrainingDistances,
  type TrainingDistances,
} from './nearest-training-distances';
export { type NoiseRobustnessOptions, noiseRobustness, type RobustnessAtLevel } from './noise-robustness';
export { type OcclusionRobustnessOptions, occlusionRobustness } from './occlusion-robustness';
export type { SamplingOptions } from './posterior-samples';
export { type PrecisionRecall, type PrecisionRecallOptions, precisionRecall } from './precision-recall';
export { type PsnrOptions, psnr } from './psnr';
export { type SilhouetteOptions, silhouette } from './silhouette';
export { type SsimOptions, ssim } from './ssim';
export { topKAccuracy } from './top-k-accuracy';
export { trustworthiness } from './trustworthiness';
