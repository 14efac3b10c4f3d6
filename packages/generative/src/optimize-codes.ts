import { ArgumentError, adam, cosineDecay, type Description, kind, optional, readOptions } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** A search for the codes of given images; see {@link optimizeCodes}. */
export interface CodeSearch {
  /** Gradient steps from each start, at least 1. Default 100. */
  readonly steps?: number;
  /** The learning rate of Adam at the first step, at least 0; it decays to 0 along a cosine. Default 0.05. */
  readonly learningRate?: number;
  /** The number of codes that the search starts from for each image, at least 1; the best result is kept. Default 1. */
  readonly restarts?: number;
}

/** Options of {@link optimizeCodes}. */
export interface OptimizeCodesOptions extends CodeSearch {
  /** The codes to start from, [k, latentDim], with k at least `restarts`: draws from the prior, or codes of known images. */
  readonly candidates: tf.Tensor2D;
  /** Projects codes [n, latentDim] to the set of valid codes, after every step. Default: all codes are valid. */
  readonly project?: (codes: tf.Tensor2D) => tf.Tensor2D;
  /** The loss of each image to minimise, [n]. Default: the mean squared error. */
  readonly loss?: (images: tf.Tensor4D, decoded: tf.Tensor4D) => tf.Tensor1D;
}

/** Returns the description of a {@link CodeSearch} with these defaults. */
export const codeSearch = ({ steps, learningRate, restarts }: Required<CodeSearch>) =>
  ({
    steps: optional(kind.integer({ from: 1 }), steps),
    learningRate: optional(kind.number({ from: 0 }), learningRate),
    restarts: optional(kind.integer({ from: 1 }), restarts),
  }) satisfies Description<CodeSearch>;

/** The defaults that {@link CodeSearch} states. */
export const CODE_SEARCH: Required<CodeSearch> = { steps: 100, learningRate: 0.05, restarts: 1 };

const OPTIMIZE_CODES = {
  ...codeSearch(CODE_SEARCH),
  candidates: kind.of<tf.Tensor2D>('a tensor [k, latentDim]', (value) => (value as tf.Tensor | undefined)?.rank === 2),
  project: optional(kind.callback<NonNullable<OptimizeCodesOptions['project']>>('a function from codes to codes')),
  loss: optional(kind.callback<NonNullable<OptimizeCodesOptions['loss']>>('a function of two batches of images')),
} satisfies Description<OptimizeCodesOptions>;

/** The number of candidates decoded at once. */
const CHUNK = 128;

/**
 * Returns codes [n, latentDim] whose decoded images are as near to the given ones [n, height, width, channels] as a search by gradient
 * finds: Adam on the codes, with a fixed decoder (Zhu et al. 2016, "Generative visual manipulation on the natural image manifold",
 * arXiv:1609.03552v3, section 3.1). It starts from the candidates whose images have the least squared error and draws no random
 * numbers. So an image has the same code, up to rounding, whatever other images are in its batch, as long as `decode` treats each
 * code independently.
 *
 * ```ts
 * const candidates = standardNormal(vae.latentDim).sample(100, new Rng(1));
 * const codes = optimizeCodes((z) => vae.decode(z), images, { candidates, restarts: 2 });
 * ```
 *
 * @throws ArgumentError for an option out of range, or fewer candidates than restarts.
 */
export function optimizeCodes(
  decode: (codes: tf.Tensor2D) => tf.Tensor4D,
  images: tf.Tensor4D,
  options: OptimizeCodesOptions,
): tf.Tensor2D {
  kind.callback('a function from codes to images').read('decode', decode);
  if (images?.rank !== 4) {
    throw new ArgumentError('images', 'a tensor [n, height, width, channels]', images?.shape ?? images);
  }
  const read = readOptions('options', options, OPTIMIZE_CODES);
  const { candidates, steps, learningRate, restarts, project, loss = meanSquares } = read;
  if (candidates.shape[0] < restarts) {
    throw new ArgumentError('candidates', `at least ${restarts}, one for each restart`, candidates.shape[0]);
  }
  const optimizer = adam({ learningRate: cosineDecay({ peak: learningRate }) });
  const descend = tf.grad((codes: tf.Tensor) => tf.sum(loss(images, decode(codes as tf.Tensor2D))));

  function search(start: tf.Tensor2D): tf.Tensor2D {
    let state: tf.Tensor[] = [start, tf.zerosLike(start), tf.zerosLike(start)];
    for (let step = 0; step < steps; step++) {
      const old = state;
      state = tf.tidy(() => {
        const [codes, ...moments] = old;
        const update = { learningRate: optimizer.learningRate(step, steps), count: step + 1 };
        const [next, ...nextMoments] = optimizer.update(codes, descend(codes), moments, update);
        return [project ? project(next as tf.Tensor2D) : next, ...nextMoments];
      });
      for (const tensor of old) tensor.dispose();
    }
    return state[0] as tf.Tensor2D;
  }

  return tf.tidy(() => {
    const nearest = nearestCandidates(decode, images, candidates, restarts);
    const ends = Array.from({ length: restarts }, (_, restart) => {
      const column = tf.squeeze<tf.Tensor1D>(tf.slice(nearest, [0, restart], [-1, 1]), [1]);
      return tf.tidy(() => search(tf.gather(candidates, column)));
    });
    if (restarts === 1) return ends[0];
    const losses = tf.stack(ends.map((codes) => tf.tidy(() => loss(images, decode(codes)))));
    const best = tf.argMin(losses, 0);
    const places = tf.stack([best, tf.range(0, images.shape[0], 1, 'int32')], 1);
    return tf.gatherND(tf.stack(ends), places) as tf.Tensor2D;
  });
}

/** Returns for each image the indices [n, count] of the candidates whose images have the least squared error, nearest first. */
function nearestCandidates(
  decode: (codes: tf.Tensor2D) => tf.Tensor4D,
  images: tf.Tensor4D,
  candidates: tf.Tensor2D,
  count: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [size] = candidates.shape;
    const chunks = Array.from({ length: Math.ceil(size / CHUNK) }, (_, i) =>
      tf.tidy(() => flat(decode(tf.slice(candidates, [i * CHUNK], [Math.min(CHUNK, size - i * CHUNK)])))),
    );
    const decoded = tf.concat(chunks);
    // |x - y|² without |x|², which is the same for all candidates.
    const similarity = tf.sub(tf.mul(tf.matMul(flat(images), decoded, false, true), 2), tf.sum(tf.square(decoded), 1));
    return tf.topk(similarity, count).indices as tf.Tensor2D;
  });
}

function flat(images: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(images, [images.shape[0], -1]);
}

function meanSquares(images: tf.Tensor4D, decoded: tf.Tensor4D): tf.Tensor1D {
  return tf.mean(tf.squaredDifference(images, decoded), [1, 2, 3]);
}
