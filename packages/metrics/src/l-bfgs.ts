/** Number of latest steps that describe the curvature. */
const MEMORY = 10;
/** Share of the decrease predicted by the slope that a step must reach (Armijo's rule). */
const SUFFICIENT_DECREASE = 1e-4;

/** Returns the value at `x` and writes the gradient at `x` to `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

interface Step {
  /** The change of x. */
  readonly s: Float64Array;
  /** The change of the gradient. */
  readonly y: Float64Array;
  /** 1 / (s · y) */
  readonly rho: number;
}

/**
 * Finds the minimum of a convex function by L-BFGS (Nocedal and Wright 2006, "Numerical optimization", algorithms 7.4 and 7.5)
 * with a backtracking line search, starting from zero. It stops when no component of the gradient exceeds `tolerance`, rounding
 * permits no further decrease, or after `maxIterations`.
 */
export function minimize(objective: Objective, size: number, tolerance = 1e-7, maxIterations = 1000): Float64Array {
  let x: Float64Array = new Float64Array(size);
  let gradient: Float64Array = new Float64Array(size);
  let value = objective(x, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (gradient.every((component) => Math.abs(component) <= tolerance)) break;
    const direction = descent(gradient, steps);
    const slope = dot(direction, gradient);
    let length = steps.length === 0 ? 1 / Math.sqrt(-slope) : 1;
    let next = along(x, direction, length);
    const nextGradient = new Float64Array(size);
    let nextValue = objective(next, nextGradient);
    while (!(nextValue <= value + SUFFICIENT_DECREASE * length * slope)) {
      length /= 2;
      if (length < 1e-12) return x;
      next = along(x, direction, length);
      nextValue = objective(next, nextGradient);
    }
    const [s, y] = [along(next, x, -1), along(nextGradient, gradient, -1)];
    if (dot(s, y) > 0) steps.push({ s, y, rho: 1 / dot(s, y) });
    if (steps.length > MEMORY) steps.shift();
    [x, gradient, value] = [next, nextGradient, nextValue];
  }
  return x;
}

/** Returns the negative gradient times the approximate inverse Hessian. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  let direction: Float64Array = gradient.map((component) => -component);
  const weights = new Array<number>(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    weights[i] = steps[i].rho * dot(steps[i].s, direction);
    direction = along(direction, steps[i].y, -weights[i]);
  }
  const latest = steps.at(-1);
  if (latest !== undefined) {
    const scale = 1 / (latest.rho * dot(latest.y, latest.y));
    direction = direction.map((component) => component * scale);
  }
  for (const [i, { s, y, rho }] of steps.entries()) {
    direction = along(direction, s, weights[i] - rho * dot(y, direction));
  }
  return direction;
}

/** from + length · direction */
function along(from: Float64Array, direction: Float64Array, length: number): Float64Array {
  return from.map((component, i) => component + length * direction[i]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
