import { ArgumentError, type Description, kind, optional, Rng, readOptions } from '@ae-lab/base';
import { CODES, type Codes, countCodes, countVaryingCodes, rowOf } from './codes';
import { Gaussian, gaussianOf } from './gaussian';
import { GaussianMixture, visitMixture } from './gaussian-mixture';
import { kMeansPlusPlus } from './k-means-plus-plus';
import { nearestCodes } from './nearest-codes';
import { WeightedMoments } from './weighted-moments';

/** Options of {@link fitGaussianMixture}. */
export interface GaussianMixtureOptions {
  /** Number of normal distributions, at least 1 and at most one per different code. */
  readonly components: number;
  /** Seed of the random choice of starting means. Default 0. */
  readonly seed?: number;
  /** Starting means, one per component, such as class centroids. Default: codes drawn by k-means++. */
  readonly initialMeans?: Codes;
  /** Maximum number of updates of all parameters, at least 1. Default 100. */
  readonly maxIterations?: number;
  /** The fit ends when the mean log-likelihood per code rises by less than this, in nats, at least 0. Default 1e-3. */
  readonly tolerance?: number;
  /** Added to every variance, at least 0, so that no component collapses onto a point or a plane. Default 1e-6. */
  readonly regularization?: number;
}

const GAUSSIAN_MIXTURE = {
  components: kind.integer({ from: 1 }),
  seed: optional(kind.seed, 0),
  initialMeans: optional(CODES),
  maxIterations: optional(kind.integer({ from: 1 }), 100),
  tolerance: optional(kind.number({ from: 0 }), 1e-3),
  regularization: optional(kind.number({ from: 0 }), 1e-6),
} satisfies Description<GaussianMixtureOptions>;

/** The course of a fit by expectation-maximisation. */
export interface ExpectationMaximization {
  /** The mean log-likelihood per code after the last update, in nats. */
  readonly logLikelihood: number;
  /** The mean log-likelihood before each update and after the last. Only the regularization can make it fall. */
  readonly logLikelihoods: readonly number[];
  /** Whether the last rise was below the tolerance. */
  readonly converged: boolean;
}

/**
 * Fits a mixture of normal distributions with full covariances to codes by expectation-maximisation (Dempster, Laird &
 * Rubin 1977; Bishop 2006, "Pattern recognition and machine learning", equations 9.23 to 9.27). The fit starts from
 * k-means++ means, equal weights, and one covariance for all components: that of the codes around their nearest mean.
 *
 * ```ts
 * const mixture = await fitGaussianMixture(await encodeDataset(model, data), { components: 10, seed: 1 });
 * const images = sampleFrom(model, mixture, 64, new Rng(2));
 * ```
 *
 * @throws ArgumentError if there are more components than different codes, a code is not finite, all codes are equal, or the
 *   covariance of a component plus the regularization is singular.
 */
export async function fitGaussianMixture(
  codes: Codes,
  options: GaussianMixtureOptions,
): Promise<GaussianMixture & ExpectationMaximization> {
  const { components, seed, initialMeans, maxIterations, tolerance, regularization } = readOptions(
    'options',
    options,
    GAUSSIAN_MIXTURE,
  );
  const rng = new Rng(seed);
  const count = countVaryingCodes('codes', codes);
  if (components > count) throw new ArgumentError('components', `at most the number of codes, ${count}`, components);
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

/**
 * The E-step: returns the mean log-likelihood, and for each component the moments of the codes weighted by its
 * responsibility.
 */
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

/** The M-step. A component without any responsibility keeps its shape, with weight 0. */
function maximization(mixture: GaussianMixture, moments: WeightedMoments[], regularization: number): GaussianMixture {
  return new GaussianMixture(
    moments.map(({ weight }) => weight),
    moments.map((component, k) =>
      component.weight > 0 ? gaussianOf(component, regularization, `component ${k}`) : mixture.components[k],
    ),
  );
}
