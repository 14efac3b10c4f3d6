import { picture } from '@ae-lab/example-shared';
import { type ImageShape, imageGrid, imageRows, type ReportBlock } from '@ae-lab/viz';
import { percent } from './comparison';
import type { Walk, Walks } from './walk-codes';

/** Returns pictures of interpolations within a digit and between two digits, and of sums of codes: one case per digit. */
export function walkPictures(file: string, name: string, walks: Walks, imageShape: ImageShape): ReportBlock[] {
  const rows = (some: readonly Walk[], titleOf: (walk: Walk) => string) =>
    imageRows({ rows: some.slice(0, 10).map((walk) => ({ name: titleOf(walk), images: walk.images })), imageShape });
  const sums = walks.arithmetic.slice(0, 10);
  return [
    picture(
      `${file}-same-digit`,
      rows(walks.same, ({ digits: [a] }) => `${a} → ${a}`),
      `${name}: 20 steps between the codes of two test images of one digit; ${percent(walks.shares.same)} of all steps are classified as that digit.`,
    ),
    picture(
      `${file}-different-digits`,
      rows(walks.different, ({ digits: [a, b] }) => `${a} → ${b}`),
      `${name}: 20 steps between different digits; ${percent(walks.shares.different)} of all steps are classified as one of the two.`,
    ),
    picture(
      `${file}-arithmetic`,
      imageGrid({
        images: Float32Array.from(sums.flatMap(({ images }) => Array.from(images))),
        imageShape,
        columns: 8,
        scale: 3,
        columnLabels: ['a₁', 'a₂', 'a₃', 'b', 'c', 'a₁−a₂+a₃', 'a₁+b', 'a₁−b+c'],
        labels: sums.flatMap(({ read }) => read.map((digit, i) => (i < 5 ? '' : `reads ${digit}`))),
      }),
      `${name}: sums of codes of test images of the digits a, b and c, and the digits that the classifier reads.`,
    ),
  ];
}
