import { ArgumentError, adam, cosineDecay } from '@ae-lab/core';
import { checkInteger, checkNumber, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** How codes of given images are looked for; see {@link optimizeCodes}. */
export interface CodeSearch {
  /** Gradient steps for each start, at least 1. Default 100. */
  readonly steps?: number;
  /** Adam's at the first step, from which it falls to 0 along a cosine. Default 0.05. */
  readonly learningRate?: number;
  /** From how many codes the search starts, of which the best end is kept for each image; at least 1. Default 1. */
  readonly restarts?: number;
}

export interface OptimizeCodesOptions extends CodeSearch {
  /** Codes to start from [k, latentDim], k at least `restarts`: draws from the prior, or codes of known images. */
  readonly candidates: tf.Tensor2D;
  /** Brings codes [n, latentDim] back to where codes may be, behind every step. Default: they may be anywhere. */
  readonly project?: (codes: tf.Tensor2D) => tf.Tensor2D;
  /** One number an image [n], to be made small. Default: the mean squared error. */
  readonly loss?: (images: tf.Tensor4D, decoded: tf.Tensor4D) => tf.Tensor1D;
}

/** The names of {@link CodeSearch}. */
export const CODE_SEARCH = { steps: true, learningRate: true, restarts: true } as const;

/** Images decoded at once while the candidates are looked at. */
const CHUNK = 128;

/**
 * Codes [n, latentDim] that `decode` turns into the given images [n, height, width, channels] as nearly as a search by
 * gradient finds (Adam on the codes, the decoder standing still; Zhu et al. 2016, "Generative visual manipulation on the
 * natural image manifold", arXiv:1609.03552v3, section 3.1). It starts from those candidates whose images have the least
 * squared error, so it draws nothing: an image has the same code, up to rounding, whichever others come with it, as long as
 * `decode` treats each code on its own.
 *
 * @throws ArgumentError for a setting out of range, or fewer candidates than restarts.
 */
export function optimizeCodes(
  decode: (codes: tf.Tensor2D) => tf.Tensor4D,
  images: tf.Tensor4D,
  options: OptimizeCodesOptions,
): tf.Tensor2D {
  if (typeof decode !== 'function') throw new ArgumentError('decode', 'a function from codes to images', decode);
  if (images?.rank !== 4) {
    throw new ArgumentError('images', 'a tensor [n, height, width, channels]', images?.shape ?? images);
  }
  checkOptions('options', options, { ...CODE_SEARCH, candidates: true, project: true, loss: true });
  const { candidates, steps = 100, learningRate = 0.05, restarts = 1, project, loss = meanSquares } = options;
  checkInteger('steps', steps, { from: 1 });
  checkNumber('learningRate', learningRate, { from: 0 });
  if (candidates?.rank !== 2) {
    throw new ArgumentError('candidates', 'a tensor [k, latentDim]', candidates?.shape ?? candidates);
  }
  checkInteger('restarts', restarts, { from: 1 });
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

/** For each image the indices [n, count] of the candidates whose images have the least squared error, nearest first. */
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
