import {
  abs,
  add,
  argMin,
  atan2,
  concat,
  cos,
  divNoNan,
  equal,
  less,
  linspace,
  logicalAnd,
  logicalOr,
  mul,
  norm,
  oneHot,
  reshape,
  sin,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { checkInteger, checkMethods, checkOneOf, checkOptions } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, type Code } from './code';

/** Options of {@link interpolate}. */
export interface InterpolationOptions {
  /** How many codes, the two ends included; at least 2, default 8. */
  readonly steps?: number;
  /** Along a straight line (default), or a great circle, which suits codes that follow a normal distribution. */
  readonly kind?: 'linear' | 'spherical';
}

/** Images [steps, height, width, channels] on the way from one code to another. */
export function interpolate(decoder: Decoder, from: Code, to: Code, options: InterpolationOptions = {}): Tensor4D {
  checkMethods('decoder', decoder, 'decode');
  checkOptions('options', options, { steps: true, kind: true });
  const { steps = 8, kind = 'linear' } = options;
  checkOneOf('kind', kind, ['linear', 'spherical']);
  const path = kind === 'linear' ? linearInterpolation : sphericalInterpolation;
  return tidy(() => decoder.decode(path(from, to, steps)));
}

/** `steps` codes [steps, latentDim] at equal distances on the straight line between two, both included exactly. */
export function linearInterpolation(from: Code, to: Code, steps: number): Tensor2D {
  return tidy(() => straight(...checkPath(from, to, steps), fractions(steps)));
}

/**
 * `steps` codes [steps, latentDim] at equal angles on the great circle between two, both included exactly (Shoemake 1985,
 * "Animating rotation with quaternion curves"; for latent codes White 2016, "Sampling generative networks",
 * arXiv:1609.04468v3, section 2.1). Where we depart from them: the norm changes linearly when the two differ; opposite codes,
 * between which there are many great circles, go by the axis that is nearest to a right angle with them; the way from or to
 * zero, which has no direction, is straight.
 */
export function sphericalInterpolation(from: Code, to: Code, steps: number): Tensor2D {
  return tidy(() => {
    const [start, end] = checkPath(from, to, steps);
    const [startNorm, endNorm] = [norm(start), norm(end)];
    const [u, v] = [divNoNan(start, startNorm), divNoNan(end, endNorm)];
    const cosine = dot(u, v);
    const rejection = sub(v, mul(cosine, u));
    const sine = norm(rejection);
    const opposite = logicalAnd(less(sine, 1e-6), less(cosine, 0));
    const sideways = where(opposite, perpendicular(u), rejection);

    const t = fractions(steps);
    const angles = mul(t, atan2(sine, cosine));
    const directions = add(mul(cos(angles), u), mul(sin(angles), divNoNan(sideways, norm(sideways))));
    const curved = mul(directions, straight(startNorm, endNorm, t));
    const zero = logicalOr(equal(startNorm, 0), equal(endNorm, 0));
    const path = where(zero, straight(start, end, t), curved);
    return concat([start, slice(path, [1, 0], [steps - 2, start.shape[1]]), end]) as Tensor2D;
  });
}

/** The two codes as [1, latentDim]. */
function checkPath(from: Code, to: Code, steps: number): [Tensor2D, Tensor2D] {
  checkInteger('steps', steps, 2);
  return [asRow('from', from), asRow('to', to, from.size)];
}

/** 0 to 1 in equal steps, [steps, 1]. */
function fractions(steps: number): Tensor2D {
  return reshape(linspace(0, 1, steps), [-1, 1]);
}

function straight<T extends Tensor>(from: T, to: T, t: Tensor2D): Tensor2D {
  return add(mul(sub(1, t), from), mul(t, to));
}

function dot(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b));
}

/** A vector at a right angle with the unit vector `u`; zero in one dimension. */
function perpendicular(u: Tensor): Tensor {
  if (u.size === 1) return zerosLike(u);
  const axis = oneHot(argMin(abs(u), -1), u.size) as Tensor;
  return sub(axis, mul(dot(axis, u), u));
}
