import * as tf from '@tensorflow/tfjs-core';

/** Where codes are held: in the unit ball, or on its surface. */
export const CODE_SPACES = ['ball', 'sphere'] as const;

/** The unit ball or its surface, the sphere; one of `CODE_SPACES`. */
export type CodeSpace = (typeof CODE_SPACES)[number];

/** Keeps a code of zeros, which has no direction, from a division by zero. */
const EPSILON = 1e-12;

/** The nearest codes [n, latentDim] in that space: those outside the ball, or all for the sphere, are brought to length 1. */
export function projectCodes(codes: tf.Tensor, space: CodeSpace): tf.Tensor2D {
  return tf.tidy(() => {
    const lengths = tf.norm(codes, 'euclidean', 1, true);
    return tf.div(codes, tf.maximum(lengths, space === 'ball' ? 1 : EPSILON));
  });
}
