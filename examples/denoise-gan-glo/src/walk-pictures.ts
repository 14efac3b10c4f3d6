import { picture } from '@ae-lab/example-shared';
import { type ImageShape, imageGrid, imageRows, type ReportBlock } from '@ae-lab/viz';
import { percent } from './comparison';
import type { Walk, Walks } from './walk-codes';

/** Ways between images of one digit and of two, and sums of codes; the first of each digit. */
export function walkPictures(file: string, name: string, walks: Walks, imageShape: ImageShape): ReportBlock[] {
  const rows = (some: readonly Walk[], titleOf: (walk: Walk) => string) =>
    imageRows({ rows: some.slice(0, 10).map((walk) => ({ name: titleOf(walk), images: walk.images })), imageShape });
  const sums = walks.arithmetic.slice(0, 10);
  return [
    picture(
      `${file}-same-digit`,
      rows(walks.same, ({ digits: [a] }) => `${a} → ${a}`),
      `${name}: 20 steps between the codes of two test images of one digit; ${percent(walks.shares.same)} of all steps are read as it.`,
    ),
    picture(
      `${file}-different-digits`,
      rows(walks.different, ({ digits: [a, b] }) => `${a} → ${b}`),
      `${name}: 20 steps between different digits; ${percent(walks.shares.different)} of all steps are read as one of the two.`,
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
      `${name}: sums of the codes of test images of the digits a, b and c, and how the classifier reads them.`,
    ),
  ];
}
