import { ArgumentError, type Codes, type Description, kind, optional, readOptions } from '@ae-lab/core';
import { checkTrainTest } from './check-train-test';
import { minimize } from './l-bfgs';
import { checkLabels, type Labels } from './labels';
import { logSumExp } from './log-sum-exp';

/** Options of {@link linearProbe}. */
export interface LinearProbeOptions {
  /** λ of the penalty λ/2 · |W|², which is added to the sum of the cross-entropies; above 0. scikit-learn's 1 / C. Default 1. */
  readonly l2?: number;
}

const LINEAR_PROBE_OPTIONS = { l2: optional(kind.number({ above: 0 }), 1) } satisfies Description<LinearProbeOptions>;

/** The result of {@link linearProbe}, for the test codes. */
export interface LinearProbe {
  /** The share of codes whose label gets the highest probability, in [0, 1]. Higher is better. */
  readonly accuracy: number;
  /** The mean of -ln p(label | code) in nats, at least 0. Lower is better; infinite if a label does not occur in training. */
  readonly crossEntropy: number;
}

/**
 * Trains a linear classifier on codes and evaluates it (Alain and Bengio 2016, "Understanding intermediate layers using linear
 * classifier probes", arXiv:1610.01644v4).
 *
 * The probe is a multinomial logistic regression with an intercept, on codes scaled to mean 0 and variance 1 over the training
 * codes. It is trained to its only minimum, so nothing is random. Equals scikit-learn's `StandardScaler` with
 * `LogisticRegression(C=1 / l2)`.
 *
 * @throws ArgumentError if the codes have different dimensions or values that are not finite, labels are missing or not one per
 * code, the training labels are all the same, or `l2` is not a positive number.
 */
export function linearProbe(
  trainCodes: Codes,
  trainLabels: Labels,
  testCodes: Codes,
  testLabels: Labels,
  options: LinearProbeOptions = {},
): LinearProbe {
  const { l2 } = readOptions('options', options, LINEAR_PROBE_OPTIONS);
  const [trainSize, testSize] = checkTrainTest(trainCodes, testCodes);
  const labels = checkLabels('trainLabels', trainLabels, trainSize);
  const expected = checkLabels('testLabels', testLabels, testSize);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  if (classes.length < 2) throw new ArgumentError('trainLabels', 'at least two different labels', `only ${classes[0]}`);
  const scale = standardizer(trainCodes, trainSize);
  const x = scale(trainCodes);
  const targets = labels.map((label) => classes.indexOf(label));
  const weights = trainLogistic(x, targets, trainCodes.dimension + 1, classes.length, l2);

  const inputs = scale(testCodes);
  const logits = new Float64Array(classes.length);
  let [correct, crossEntropy] = [0, 0];
  for (const [i, label] of expected.entries()) {
    writeLogits(logits, inputs, i, weights);
    const target = classes.indexOf(label);
    correct += Number(logits.indexOf(Math.max(...logits)) === target);
    crossEntropy += target < 0 ? Infinity : logSumExp(logits) - logits[target];
  }
  return { accuracy: correct / testSize, crossEntropy: crossEntropy / testSize };
}

/** Returns a function that scales codes to mean 0 and variance 1 over the training codes and appends a 1 to each: [n, dimension + 1]. */
function standardizer({ values, dimension }: Codes, size: number): (codes: Codes) => Float64Array {
  const mean = new Float64Array(dimension);
  const variance = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension] += values[i] / size;
  for (let i = 0; i < values.length; i++) variance[i % dimension] += (values[i] - mean[i % dimension]) ** 2 / size;
  // A constant dimension is only centred.
  const deviation = variance.map((value) => (value === 0 ? 1 : Math.sqrt(value)));
  return (codes) => {
    const width = dimension + 1;
    return Float64Array.from({ length: (codes.values.length / dimension) * width }, (_, i) => {
      const j = i % width;
      return j === dimension ? 1 : (codes.values[Math.floor(i / width) * dimension + j] - mean[j]) / deviation[j];
    });
  };
}

/** Returns the weights [width, classes] that minimise mean cross-entropy plus penalty. The last row, of the intercepts, has no penalty. */
function trainLogistic(x: Float64Array, targets: Int32Array, width: number, classes: number, l2: number): Float64Array {
  const size = targets.length;
  const penalized = (width - 1) * classes;
  const residuals = new Float64Array(classes);
  return minimize((weights, gradient) => {
    gradient.fill(0);
    let total = 0;
    for (let i = 0; i < size; i++) {
      writeLogits(residuals, x, i, weights);
      const normalizer = logSumExp(residuals);
      total += normalizer - residuals[targets[i]];
      for (let c = 0; c < classes; c++) residuals[c] = Math.exp(residuals[c] - normalizer);
      residuals[targets[i]] -= 1;
      for (let j = 0; j < width; j++) {
        const value = x[i * width + j];
        for (let c = 0; c < classes; c++) gradient[j * classes + c] += value * residuals[c];
      }
    }
    for (let w = 0; w < penalized; w++) {
      total += (l2 / 2) * weights[w] ** 2;
      gradient[w] += l2 * weights[w];
    }
    for (let w = 0; w < gradient.length; w++) gradient[w] /= size;
    return total / size;
  }, width * classes);
}

/** Writes the product of row `row` of x and the weights to `logits`. */
function writeLogits(logits: Float64Array, x: Float64Array, row: number, weights: Float64Array): void {
  const classes = logits.length;
  const width = weights.length / classes;
  logits.fill(0);
  for (let j = 0; j < width; j++) {
    const value = x[row * width + j];
    for (let c = 0; c < classes; c++) logits[c] += value * weights[j * classes + c];
  }
}
