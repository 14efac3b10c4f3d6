import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

/** Returns the values of a tensor of this shape as a function of their place. */
function valuesAt(shape: number[], value: (place: number[]) => number): number[] {
  const strides = tf.util.computeStrides(shape);
  const size = tf.util.sizeFromShape(shape);
  return Array.from({ length: size }, (_, i) => value(tf.util.indexToLoc(i, shape.length, strides)));
}

function randomShape(random: TestRandom): number[] {
  const largest = random.choice([3, 9, 70]);
  const shape = Array.from({ length: random.integer(1, 5) }, () => random.integer(1, largest));
  return tf.util.sizeFromShape(shape) <= 1500 ? shape : shape.slice(0, 1);
}

it.each(['float32', 'int32'] as const)(
  'Slice cuts boxes out of %s tensors, and PadV2 puts them into a frame',
  (dtype) => {
    const random = new TestRandom(56);
    for (let trial = 0; trial < 1000; trial++) {
      const shape = randomShape(random);
      const special = dtype === 'float32' ? [Number.NaN, Infinity, -Infinity] : [];
      const x = valuesAt(shape, () => random.choice([random.integer(-100, 100), random.integer(-9, 9), ...special]));
      const strides = tf.util.computeStrides(shape);
      const at = (place: number[]) => x[tf.util.locToIndex(place, shape.length, strides)]!;
      const begin = shape.map((size) => (random.next() < 0.4 ? 0 : random.integer(0, size - 1)));
      const size = shape.map((n, axis) => (random.next() < 0.4 ? -1 : random.integer(1, n - begin[axis]!)));
      const paddings = shape.map((): [number, number] => [random.integer(0, 2), random.integer(0, 2)]);
      const fill = random.integer(-3, 3);
      tf.tidy(() => {
        const tensor = tf.tensor(x, shape, dtype);
        const box = tf.slice(tensor, begin, size);
        const boxShape = shape.map((n, axis) => (size[axis] === -1 ? n - begin[axis]! : size[axis]!));
        expect(box.shape).toEqual(boxShape);
        expect(box.dtype).toBe(dtype);
        expect([...box.dataSync()]).toEqual(
          valuesAt(boxShape, (place) => at(place.map((i, axis) => i + begin[axis]!))),
        );
        const framed = tf.pad(tensor, paddings, fill);
        const framedShape = shape.map((n, axis) => n + paddings[axis]![0] + paddings[axis]![1]);
        expect(framed.shape).toEqual(framedShape);
        const expected = valuesAt(framedShape, (place) => {
          const inner = place.map((i, axis) => i - paddings[axis]![0]);
          return inner.every((i, axis) => i >= 0 && i < shape[axis]!) ? at(inner) : fill;
        });
        expect([...framed.dataSync()]).toEqual(expected);
      });
    }
  },
);

it('an empty box is empty', () => {
  tf.tidy(() => {
    expect(tf.slice(tf.ones([3, 2]), [1, 0], [0, 2]).shape).toEqual([0, 2]);
    expect([
      ...tf
        .pad(
          tf.ones([0, 1]),
          [
            [1, 0],
            [0, 0],
          ],
          7,
        )
        .dataSync(),
    ]).toEqual([7]);
  });
});
