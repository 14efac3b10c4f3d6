import { ArgumentError } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { constant, cosineDecay, exponentialDecay, warmup } from './schedule';

it('constant does not change', () => {
  expect([0, 50, 99].map((step) => constant(0.1)(step, 100))).toEqual([0.1, 0.1, 0.1]);
});

it('cosineDecay warms up linearly and falls along half a cosine', () => {
  const schedule = cosineDecay({ peak: 1, floor: 0.2, warmup: 0.1 });
  expect(schedule(0, 100)).toBeCloseTo(0.1);
  expect(schedule(9, 100)).toBeCloseTo(1);
  expect(schedule(10, 100)).toBeCloseTo(1);
  expect(schedule(55, 100)).toBeCloseTo(0.6);
  expect(schedule(100, 100)).toBeCloseTo(0.2);
});

it('exponentialDecay falls by its rate every decaySteps', () => {
  const schedule = exponentialDecay({ initial: 0.4, rate: 0.5, decaySteps: 10 });
  expect([0, 10, 20].map((step) => schedule(step, 100))).toEqual([0.4, 0.2, 0.1]);
});

it('warmup raises another schedule over its first steps', () => {
  const schedule = warmup(4, 0.8);
  expect([0, 1, 3, 4].map((step) => schedule(step, 100))).toEqual([0.2, 0.4, 0.8, 0.8]);
});

it.each([
  () => constant(-1),
  () => constant(Number.NaN),
  () => cosineDecay({ peak: 0.1, floor: 0.2 }),
  () => cosineDecay({ peak: 0.1, warmup: 2 }),
  () => exponentialDecay({ initial: 1, rate: 0, decaySteps: 1 }),
  () => warmup(0, 1),
  () => warmup(5, undefined as never),
  () => warmup(2.5, 1),
  () => cosineDecay(0.1 as never),
  () => cosineDecay({} as never),
  () => exponentialDecay({ initial: 1, rate: 1.5, decaySteps: 1 }),
  () => exponentialDecay({ initial: 1, rate: 0.5, decaySteps: 1.5 }),
  () => exponentialDecay({ initial: 1, rate: 0.5, steps: 1 } as never),
  () => cosineDecay({ peak: 1, warmUp: 0.1 } as never),
])('%s throws', (make) => {
  expect(make).toThrow(ArgumentError);
});
