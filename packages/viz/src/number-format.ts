import { kind } from '@ae-lab/base';

/** The kind of a number of digits after the decimal point; every browser formats up to 20. */
export const DIGITS = kind.integer({ from: 0, to: 20 });

/**
 * Returns one way of writing all `numbers`, so that their decimal points are aligned: with `digits` after the point, or with
 * as many as give the largest number `significant` ones.
 */
export function numberFormat(numbers: readonly number[], digits?: number, significant = 4): (value: number) => string {
  const finite = numbers.filter(Number.isFinite);
  const largest = Math.max(0, ...finite.map(Math.abs));
  const whole = finite.every(Number.isInteger);
  const needed = whole || largest === 0 ? 0 : Math.max(0, significant - 1 - Math.floor(Math.log10(largest)));
  const places = digits ?? needed;
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    signDisplay: 'negative',
  });
  return (value) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'n/a' : value > 0 ? '∞' : '−∞';
    if (digits === undefined && needed > significant + 3) {
      return value.toExponential(significant - 1).replaceAll('-', '−');
    }
    return format.format(value).replaceAll('-', '−');
  };
}
