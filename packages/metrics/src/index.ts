export { binaryCrossEntropy } from './binary-cross-entropy';
export {
  type EvaluateReconstructionOptions,
  evaluateReconstruction,
  type MetricResult,
  reconstructionMetrics,
} from './evaluate-reconstruction';
export { meanAbsoluteError } from './mean-absolute-error';
export { meanSquaredError } from './mean-squared-error';
export type { ReconstructionMetric } from './metric';
export { type PsnrOptions, psnr } from './psnr';
export { ssim } from './ssim';
