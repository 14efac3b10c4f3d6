import { checkInteger, type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, type Code } from './code';

/** Options of {@link interpolate}. */
export interface InterpolationOptions {
  /** Number of images, both ends included, at least 2. Default 8. */
  readonly steps?: number;
  /** A straight line, or a great circle, which suits codes that follow a normal distribution. Default 'linear'. */
  readonly kind?: 'linear' | 'spherical';
}

const INTERPOLATION = {
  steps: optional(kind.integer({ from: 2 }), 8),
  kind: optional(kind.choice(['linear', 'spherical']), 'linear'),
} satisfies Description<InterpolationOptions>;

/**
 * Decodes the path from one code to another: images [steps, height, width, channels].
 *
 * ```ts
 * const images = interpolate(model, codeAt(codes, 0), codeAt(codes, 1), { steps: 10 });
 * ```
 *
 * @throws ArgumentError if an option is out of range, or the codes do not have the same dimension.
 */
export function interpolate(decoder: Decoder, from: Code, to: Code, options: InterpolationOptions = {}): tf.Tensor4D {
  checkMethods('decoder', decoder, 'decode');
  const { steps, kind } = readOptions('options', options, INTERPOLATION);
  const path = kind === 'linear' ? linearInterpolation : sphericalInterpolation;
  return tf.tidy(() => decoder.decode(path(from, to, steps)));
}

/** Returns `steps` codes [steps, latentDim], equally spaced on the straight line between two; the ends are exact. */
export function linearInterpolation(from: Code, to: Code, steps: number): tf.Tensor2D {
  return tf.tidy(() => straight(...checkPath(from, to, steps), fractions(steps)));
}

/**
 * Returns `steps` codes [steps, latentDim] at equal angles on the great circle between two; the ends are exact (Shoemake 1985,
 * "Animating rotation with quaternion curves"; for latent codes White 2016, "Sampling generative networks",
 * arXiv:1609.04468v3, section 2.1).
 *
 * Three cases go beyond these sources. Between codes of different norms, the norm changes linearly. Between opposite codes,
 * which many great circles join, the path goes by the coordinate axis closest to perpendicular to them. From or to zero,
 * which has no direction, the path is straight.
 */
export function sphericalInterpolation(from: Code, to: Code, steps: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [start, end] = checkPath(from, to, steps);
    const [startNorm, endNorm] = [tf.norm(start), tf.norm(end)];
    const [u, v] = [tf.divNoNan(start, startNorm), tf.divNoNan(end, endNorm)];
    const cosine = dot(u, v);
    const rejection = tf.sub(v, tf.mul(cosine, u));
    const sine = tf.norm(rejection);
    const opposite = tf.logicalAnd(tf.less(sine, 1e-6), tf.less(cosine, 0));
    const sideways = tf.where(opposite, perpendicular(u), rejection);

    const t = fractions(steps);
    const angles = tf.mul(t, tf.atan2(sine, cosine));
    const directions = tf.add(
      tf.mul(tf.cos(angles), u),
      tf.mul(tf.sin(angles), tf.divNoNan(sideways, tf.norm(sideways))),
    );
    const curved = tf.mul(directions, straight(startNorm, endNorm, t));
    const zero = tf.logicalOr(tf.equal(startNorm, 0), tf.equal(endNorm, 0));
    const path = tf.where(zero, straight(start, end, t), curved);
    return tf.concat([start, tf.slice(path, [1, 0], [steps - 2, start.shape[1]]), end]) as tf.Tensor2D;
  });
}

/** Returns the two codes as [1, latentDim]. */
function checkPath(from: Code, to: Code, steps: number): [tf.Tensor2D, tf.Tensor2D] {
  checkInteger('steps', steps, { from: 2 });
  return [asRow('from', from), asRow('to', to, from.size)];
}

/** Returns 0 to 1 in equal steps, [steps, 1]. */
function fractions(steps: number): tf.Tensor2D {
  return tf.reshape(tf.linspace(0, 1, steps), [-1, 1]);
}

function straight<T extends tf.Tensor>(from: T, to: T, t: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.mul(tf.sub(1, t), from), tf.mul(t, to));
}

function dot(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(a, b));
}

/** Returns a vector perpendicular to the unit vector `u`; zero in one dimension. */
function perpendicular(u: tf.Tensor): tf.Tensor {
  if (u.size === 1) return tf.zerosLike(u);
  const axis = tf.oneHot(tf.argMin(tf.abs(u), -1), u.size) as tf.Tensor;
  return tf.sub(axis, tf.mul(dot(axis, u), u));
}
