import { ArgumentError, checkInteger, checkNumber, checkOptions, Rng } from '@ae-lab/base';
import { type Codes, countCodes, countVaryingCodes, rowOf } from './codes';
import { Gaussian, gaussianOf } from './gaussian';
import { GaussianMixture, visitMixture } from './gaussian-mixture';
import { kMeansPlusPlus } from './k-means-plus-plus';
import { nearestCodes } from './nearest-codes';
import { WeightedMoments } from './weighted-moments';

/** Options of {@link fitGaussianMixture}. */
export interface GaussianMixtureOptions {
  /** How many normal distributions; at most one for each different code. */
  readonly components: number;
  /** Decides which codes the means start from. Default 0. */
  readonly seed?: number;
  /** Means to start from, one a component, such as class centroids. Default: codes drawn by k-means++. */
  readonly initialMeans?: Codes;
  /** How many times all parameters are updated at most. Default 100. */
  readonly maxIterations?: number;
  /** The fit ends when the mean log-likelihood of a code rises by less than this, in nats. Default 1e-3. */
  readonly tolerance?: number;
  /** Added to every variance, at least 0, so that no component collapses onto a point or a plane. Default 1e-6. */
  readonly regularization?: number;
}

const OPTIONS = {
  components: true,
  seed: true,
  initialMeans: true,
  maxIterations: true,
  tolerance: true,
  regularization: true,
} as const;

/** How a fit by expectation-maximisation ended. */
export interface ExpectationMaximization {
  /** The mean logarithmic density of a code that was fitted to, in nats. */
  readonly logLikelihood: number;
  /** The same before each update and after the last; it never falls but by the regularization's doing. */
  readonly logLikelihoods: readonly number[];
  /** Whether the rise fell below the tolerance. */
  readonly converged: boolean;
}

/**
 * A mixture of normal distributions with full covariances, fitted to codes by expectation-maximisation
 * (Dempster, Laird & Rubin 1977; Bishop 2006, "Pattern recognition and machine learning", equations 9.23 to 9.27). It starts
 * from k-means++ means, equal weights, and for all components the covariance of the codes around their nearest mean.
 *
 * @throws ArgumentError if there are more components than different codes, a code is not finite, all codes are equal, or a
 * component's covariance (with the regularization) is singular.
 */
export async function fitGaussianMixture(
  codes: Codes,
  options: GaussianMixtureOptions,
): Promise<GaussianMixture & ExpectationMaximization> {
  checkOptions('options', options, OPTIONS);
  const { components, seed = 0, maxIterations = 100, tolerance = 1e-3, regularization = 1e-6 } = options;
  checkInteger('components', components, { from: 1 });
  checkInteger('maxIterations', maxIterations, { from: 1 });
  checkNumber('tolerance', tolerance, { from: 0 });
  checkNumber('regularization', regularization, { from: 0 });
  const rng = new Rng(seed);
  const count = countVaryingCodes('codes', codes);
  if (components > count) throw new ArgumentError('components', `at most the number of codes, ${count}`, components);
  const { initialMeans } = options;
  if (initialMeans !== undefined) checkMeans(initialMeans, components, codes.dimension);
  const means = initialMeans ?? (await kMeansPlusPlus(codes, components, rng));
  const { indices: nearest } = await nearestCodes(means, codes);

  let mixture = startingMixture(codes, means, nearest, regularization);
  const logLikelihoods: number[] = [];
  for (;;) {
    const { logLikelihood, moments } = await expectation(mixture, codes, nearest);
    const converged = logLikelihood - (logLikelihoods.at(-1) ?? -Infinity) < tolerance;
    logLikelihoods.push(logLikelihood);
    if (converged || logLikelihoods.length > maxIterations) {
      return Object.assign(mixture, { logLikelihood, logLikelihoods, converged });
    }
    mixture = maximization(mixture, moments, regularization);
  }
}

function checkMeans(initialMeans: Codes, components: number, dimension: number): void {
  const count = countCodes('initialMeans', initialMeans, { dimension });
  if (count !== components) throw new ArgumentError('initialMeans', `${components} codes`, count);
}

function startingMixture(codes: Codes, means: Codes, nearest: Int32Array, regularization: number): GaussianMixture {
  const { dimension } = codes;
  const centers = Array.from({ length: means.values.length / dimension }, (_, k) => rowOf(means, k));
  const moments = new WeightedMoments(new Float64Array(dimension));
  nearest.forEach((k, i) => {
    moments.add(
      rowOf(codes, i).map((value, j) => value - centers[k][j]),
      0,
    );
  });
  const { covariance } = gaussianOf(moments, regularization, 'the codes around the starting means');
  return new GaussianMixture(
    new Float64Array(centers.length).fill(1),
    centers.map((center) => new Gaussian(center, covariance)),
  );
}

/** The E-step: the log-likelihood, and for each component the moments of the codes weighted by its responsibility. */
async function expectation(
  mixture: GaussianMixture,
  codes: Codes,
  nearest: Int32Array,
): Promise<{ logLikelihood: number; moments: WeightedMoments[] }> {
  const moments = mixture.components.map(({ mean }) => new WeightedMoments(mean));
  let total = 0;
  await visitMixture(mixture, codes, nearest, (i, logDensity, responsibilities, start) => {
    total += logDensity;
    moments.forEach((component, k) => {
      const responsibility = responsibilities[start + k];
      if (responsibility > 0) component.add(codes.values, i * codes.dimension, responsibility);
    });
  });
  return { logLikelihood: total / nearest.length, moments };
}

/** The M-step. A component that has lost all codes keeps its shape, with weight 0. */
function maximization(mixture: GaussianMixture, moments: WeightedMoments[], regularization: number): GaussianMixture {
  return new GaussianMixture(
    moments.map(({ weight }) => weight),
    moments.map((component, k) =>
      component.weight > 0 ? gaussianOf(component, regularization, `component ${k}`) : mixture.components[k],
    ),
  );
}
