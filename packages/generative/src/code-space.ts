import * as tf from '@tensorflow/tfjs-core';

/** The sets that codes are projected to: the unit ball, or its surface. */
export const CODE_SPACES = ['ball', 'sphere'] as const;

/** One of {@link CODE_SPACES}: the unit ball, or its surface, the sphere. */
export type CodeSpace = (typeof CODE_SPACES)[number];

/** Keeps a code of zeros, which has no direction, from a division by zero. */
const EPSILON = 1e-12;

/** Returns the nearest codes [n, latentDim] in that space: codes outside the ball, or all for the sphere, are scaled to length 1. */
export function projectCodes(codes: tf.Tensor, space: CodeSpace): tf.Tensor2D {
  return tf.tidy(() => {
    const lengths = tf.norm(codes, 'euclidean', 1, true);
    return tf.div(codes, tf.maximum(lengths, space === 'ball' ? 1 : EPSILON));
  });
}
