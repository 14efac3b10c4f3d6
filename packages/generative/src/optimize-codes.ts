import { ArgumentError, adam, checkInteger, checkNumber, checkOptions, cosineDecay } from '@ae-lab/core';
import {
  argMin,
  concat,
  gather,
  gatherND,
  grad,
  matMul,
  mean,
  mul,
  range,
  reshape,
  slice,
  square,
  squaredDifference,
  squeeze,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  topk,
  zerosLike,
} from '@tensorflow/tfjs-core';

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
  readonly candidates: Tensor2D;
  /** Brings codes [n, latentDim] back to where codes may be, behind every step. Default: they may be anywhere. */
  readonly project?: (codes: Tensor2D) => Tensor2D;
  /** One number an image [n], to be made small. Default: the mean squared error. */
  readonly loss?: (images: Tensor4D, decoded: Tensor4D) => Tensor1D;
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
  decode: (codes: Tensor2D) => Tensor4D,
  images: Tensor4D,
  options: OptimizeCodesOptions,
): Tensor2D {
  if (typeof decode !== 'function') throw new ArgumentError('decode', 'a function from codes to images', decode);
  if (images?.rank !== 4) {
    throw new ArgumentError('images', 'a tensor [n, height, width, channels]', images?.shape ?? images);
  }
  checkOptions('options', options, { ...CODE_SEARCH, candidates: true, project: true, loss: true });
  const { candidates, steps = 100, learningRate = 0.05, restarts = 1, project, loss = meanSquares } = options;
  checkInteger('steps', steps, 1);
  checkNumber('learningRate', learningRate, 0);
  if (candidates?.rank !== 2) {
    throw new ArgumentError('candidates', 'a tensor [k, latentDim]', candidates?.shape ?? candidates);
  }
  checkInteger('restarts', restarts, 1);
  if (candidates.shape[0] < restarts) {
    throw new ArgumentError('candidates', `at least ${restarts}, one for each restart`, candidates.shape[0]);
  }
  const optimizer = adam({ learningRate: cosineDecay({ peak: learningRate }) });
  const descend = grad((codes: Tensor) => sum(loss(images, decode(codes as Tensor2D))));

  function search(start: Tensor2D): Tensor2D {
    let state: Tensor[] = [start, zerosLike(start), zerosLike(start)];
    for (let step = 0; step < steps; step++) {
      const old = state;
      state = tidy(() => {
        const [codes, ...moments] = old;
        const update = { learningRate: optimizer.learningRate(step, steps), count: step + 1 };
        const [next, ...nextMoments] = optimizer.update(codes, descend(codes), moments, update);
        return [project ? project(next as Tensor2D) : next, ...nextMoments];
      });
      for (const tensor of old) tensor.dispose();
    }
    return state[0] as Tensor2D;
  }

  return tidy(() => {
    const nearest = nearestCandidates(decode, images, candidates, restarts);
    const ends = Array.from({ length: restarts }, (_, restart) => {
      const column = squeeze<Tensor1D>(slice(nearest, [0, restart], [-1, 1]), [1]);
      return tidy(() => search(gather(candidates, column)));
    });
    if (restarts === 1) return ends[0];
    const losses = stack(ends.map((codes) => tidy(() => loss(images, decode(codes)))));
    const best = argMin(losses, 0);
    const places = stack([best, range(0, images.shape[0], 1, 'int32')], 1);
    return gatherND(stack(ends), places) as Tensor2D;
  });
}

/** For each image the indices [n, count] of the candidates whose images have the least squared error, nearest first. */
function nearestCandidates(
  decode: (codes: Tensor2D) => Tensor4D,
  images: Tensor4D,
  candidates: Tensor2D,
  count: number,
): Tensor2D {
  return tidy(() => {
    const [size] = candidates.shape;
    const chunks = Array.from({ length: Math.ceil(size / CHUNK) }, (_, i) =>
      tidy(() => flat(decode(slice(candidates, [i * CHUNK], [Math.min(CHUNK, size - i * CHUNK)])))),
    );
    const decoded = concat(chunks);
    // |x - y|² without |x|², which is the same for all candidates.
    const similarity = sub(mul(matMul(flat(images), decoded, false, true), 2), sum(square(decoded), 1));
    return topk(similarity, count).indices as Tensor2D;
  });
}

function flat(images: Tensor4D): Tensor2D {
  return reshape(images, [images.shape[0], -1]);
}

function meanSquares(images: Tensor4D, decoded: Tensor4D): Tensor1D {
  return mean(squaredDifference(images, decoded), [1, 2, 3]);
}
