/** Optimizer steps in one pass each, with the formulas of core/src/kernels.ts. Results go to separate memory. */
import { firstValue } from './parts';
import { multiplyAdd } from './simd';

/** Computes variable' and velocity' of stochastic gradient descent with momentum. */
export function sgd(
  variable: usize, gradient: usize, velocity: usize, newVariable: usize, newVelocity: usize, count: i32,
  learningRate: f32, momentum: f32, part: i32, parts: i32,
): void {
  const rate = f32x4.splat(-learningRate);
  const keep = f32x4.splat(momentum);
  let at = <usize>firstValue(count, part, parts) << 2;
  const end = <usize>firstValue(count, part + 1, parts) << 2;
  for (; at + 16 <= end; at += 16) {
    const v = multiplyAdd(v128.load(velocity + at), keep, v128.load(gradient + at));
    v128.store(newVelocity + at, v);
    v128.store(newVariable + at, multiplyAdd(v, rate, v128.load(variable + at)));
  }
  for (; at < end; at += 4) {
    const v = load<f32>(velocity + at) * momentum + load<f32>(gradient + at);
    store<f32>(newVelocity + at, v);
    store<f32>(newVariable + at, load<f32>(variable + at) - learningRate * v);
  }
}

/** Computes variable' and meanSquare' of RMSProp; `take` is 1 - decay. */
export function rmsProp(
  variable: usize, gradient: usize, meanSquare: usize, newVariable: usize, newMeanSquare: usize, count: i32,
  learningRate: f32, decay: f32, take: f32, epsilon: f32, part: i32, parts: i32,
): void {
  const keep = f32x4.splat(decay);
  const add = f32x4.splat(take);
  const rate = f32x4.splat(learningRate);
  const eps = f32x4.splat(epsilon);
  let at = <usize>firstValue(count, part, parts) << 2;
  const end = <usize>firstValue(count, part + 1, parts) << 2;
  for (; at + 16 <= end; at += 16) {
    const g = v128.load(gradient + at);
    const s = multiplyAdd(v128.load(meanSquare + at), keep, f32x4.mul(f32x4.mul(g, g), add));
    v128.store(newMeanSquare + at, s);
    const step = f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(s), eps));
    v128.store(newVariable + at, f32x4.sub(v128.load(variable + at), step));
  }
  for (; at < end; at += 4) {
    const g = load<f32>(gradient + at);
    const s = load<f32>(meanSquare + at) * decay + g * g * take;
    store<f32>(newMeanSquare + at, s);
    store<f32>(newVariable + at, load<f32>(variable + at) - (learningRate * g) / (sqrt<f32>(s) + epsilon));
  }
}

/**
 * Computes variable' and moments' of Adam; `rate1` is learningRate / (1 - beta1^step), `scale2` is 1 / (1 - beta2^step), `take1` and
 * `take2` are 1 - beta1 and 1 - beta2, `keep` is 1 - learningRate * weightDecay.
 */
export function adam(
  variable: usize, gradient: usize, first: usize, second: usize, newVariable: usize, newFirst: usize,
  newSecond: usize, count: i32, rate1: f32, scale2: f32, beta1: f32, take1: f32, beta2: f32, take2: f32,
  epsilon: f32, keep: f32, part: i32, parts: i32,
): void {
  const b1 = f32x4.splat(beta1);
  const t1 = f32x4.splat(take1);
  const b2 = f32x4.splat(beta2);
  const t2 = f32x4.splat(take2);
  const rate = f32x4.splat(rate1);
  const scale = f32x4.splat(scale2);
  const eps = f32x4.splat(epsilon);
  const decay = f32x4.splat(keep);
  let at = <usize>firstValue(count, part, parts) << 2;
  const end = <usize>firstValue(count, part + 1, parts) << 2;
  for (; at + 16 <= end; at += 16) {
    const g = v128.load(gradient + at);
    const m = multiplyAdd(v128.load(first + at), b1, f32x4.mul(g, t1));
    const v = multiplyAdd(v128.load(second + at), b2, f32x4.mul(f32x4.mul(g, g), t2));
    v128.store(newFirst + at, m);
    v128.store(newSecond + at, v);
    const step = f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, scale)), eps));
    v128.store(newVariable + at, f32x4.sub(f32x4.mul(v128.load(variable + at), decay), step));
  }
  for (; at < end; at += 4) {
    const g = load<f32>(gradient + at);
    const m = load<f32>(first + at) * beta1 + g * take1;
    const v = load<f32>(second + at) * beta2 + g * g * take2;
    store<f32>(newFirst + at, m);
    store<f32>(newSecond + at, v);
    store<f32>(newVariable + at, load<f32>(variable + at) * keep - (rate1 * m) / (sqrt<f32>(v * scale2) + epsilon));
  }
}
