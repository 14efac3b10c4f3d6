/** The numbers between two ends, each of which may be closed, open or absent. */
export interface Range {
  /** The least number, itself included. */
  readonly from?: number;
  /** The lower end, itself excluded. */
  readonly above?: number;
  /** The greatest number, itself included. */
  readonly to?: number;
  /** The upper end, itself excluded. */
  readonly below?: number;
}

/** Whether a number lies in a range; NaN lies in none. */
export function isWithin(value: number, { from, above, to, below }: Range): boolean {
  return (
    !Number.isNaN(value) &&
    !(from !== undefined && value < from) &&
    !(above !== undefined && value <= above) &&
    !(to !== undefined && value > to) &&
    !(below !== undefined && value >= below)
  );
}

/** Describes numbers in a range: `a finite number of at least 0 and below 1`, or `a whole number from 1 to 5`. */
export function describeNumber(noun: string, { from, above, to, below }: Range): string {
  if (from !== undefined && to !== undefined) return `${noun} from ${from} to ${to}`;
  const ends = [
    from !== undefined && `of at least ${from}`,
    above !== undefined && `above ${above}`,
    to !== undefined && `${from === undefined && above === undefined ? 'of ' : ''}at most ${to}`,
    below !== undefined && `below ${below}`,
  ];
  return [noun, ends.filter(Boolean).join(' and ')].filter(Boolean).join(' ');
}
