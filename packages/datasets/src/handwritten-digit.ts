import type { Rng } from '@ae-lab/core';
import { GLYPHS, type Point } from './glyphs';

/** A drawing with a round pen. Lengths are fractions of the image's shorter side; positions are relative to its centre. */
export interface Drawing {
  /** Each stroke as the points of a polyline. */
  readonly strokes: readonly (readonly Point[])[];
  /** The radius of the pen at the beginning and the end of every stroke. */
  readonly radii: readonly [number, number];
  /** The brightness of the ink, in (0, 1]. */
  readonly ink: number;
}

/** The usual height of a digit, as in MNIST. */
const HEIGHT = 20 / 28;

/** The largest distance of a digit from the centre, which leaves room for the pen and for a shift. */
const REACH = 0.38;

/** Number of straight pieces between two points of a stroke. */
const PIECES = 5;

/** Draws a digit in one of its styles, at random as a hand would. */
export function handwrittenDigit(digit: number, rng: Rng): Drawing {
  const styles = GLYPHS[digit];
  const strokes = styles[rng.integer(styles.length)].map((stroke) => smooth(jitter(stroke, 3, rng)));
  const wobble = randomWobble(rng);
  const affine = randomAffine(rng);
  const written = centred(strokes.map((stroke) => stroke.map((point) => affine(wobble(point)))));
  const reach = Math.max(...written.flat(2).map(Math.abs));
  const size = Math.min((HEIGHT / 100) * rng.uniform(0.78, 1.08), REACH / reach);
  const [dx, dy] = [rng.uniform(-0.06, 0.06), rng.uniform(-0.06, 0.06)];
  const radius = rng.uniform(0.024, 0.06);
  return {
    strokes: written.map((stroke) => stroke.map(([x, y]) => [x * size + dx, y * size + dy] as const)),
    radii: [radius * rng.uniform(0.8, 1.2), radius * rng.uniform(0.8, 1.2)],
    ink: rng.uniform(0.85, 1),
  };
}

/** Moves each point at random; the two points of a corner move together. */
function jitter(stroke: readonly Point[], deviation: number, rng: Rng): Point[] {
  const moved: Point[] = [];
  stroke.forEach(([x, y], i) => {
    const previous = stroke[i - 1];
    const isCorner = previous !== undefined && previous[0] === x && previous[1] === y;
    moved.push(isCorner ? moved[i - 1] : [rng.normal(x, deviation), rng.normal(y, deviation)]);
  });
  return moved;
}

/** Returns the Catmull-Rom curve through the points (Catmull and Rom 1974) as a polyline. */
function smooth(points: readonly Point[]): Point[] {
  const curve: Point[] = [points[0]];
  for (let i = 0; i + 1 < points.length; i++) {
    const [p, q, r, s] = [points[i - 1] ?? points[i], points[i], points[i + 1], points[i + 2] ?? points[i + 1]];
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      curve.push([catmullRom(p[0], q[0], r[0], s[0], t), catmullRom(p[1], q[1], r[1], s[1], t)]);
    }
  }
  return curve;
}

/** Evaluates the cubic from q (t = 0) to r (t = 1) whose slopes at these ends are half the differences of their neighbours. */
function catmullRom(p: number, q: number, r: number, s: number, t: number): number {
  return q + (t / 2) * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
}

/** Returns a map that bends the plane by a slow wave along each axis. */
function randomWobble(rng: Rng): (point: Point) => Point {
  const wave = () => {
    const [amplitude, frequency, phase] = [rng.normal(0, 4), rng.uniform(0.03, 0.08), rng.uniform(0, 2 * Math.PI)];
    return (position: number) => amplitude * Math.sin(frequency * position + phase);
  };
  const [right, down] = [wave(), wave()];
  return ([x, y]) => [x + right(y), y + down(x)];
}

/** Returns a map that stretches, slants and turns. */
function randomAffine(rng: Rng): (point: Point) => Point {
  const stretch = Math.exp(rng.normal(0, 0.16));
  const slant = rng.normal(0.12, 0.2);
  const angle = rng.normal(0, 0.1);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => {
    const slanted = stretch * x - slant * y;
    return [cos * slanted - sin * y, sin * slanted + cos * y];
  };
}

/** Moves the centre of the bounding box to the origin. */
function centred(strokes: readonly (readonly Point[])[]): Point[][] {
  const middle = (axis: 0 | 1) => {
    const values = strokes.flatMap((stroke) => stroke.map((point) => point[axis]));
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  const [x0, y0] = [middle(0), middle(1)];
  return strokes.map((stroke) => stroke.map(([x, y]) => [x - x0, y - y0] as const));
}
