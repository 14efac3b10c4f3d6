import { kind } from '@ae-lab/base';
import { ticks as evenTicks } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

/** The mapping of values to lengths on an axis. */
export type AxisScaleType = 'linear' | 'log';

/** The kind of an {@link AxisScaleType}. */
export const SCALE_TYPE = kind.choice<AxisScaleType>(['linear', 'log']);

/** A labelled position on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** The values and ticks of an axis, whatever its length in the picture. */
export interface AxisScale {
  readonly type: AxisScaleType;
  readonly domain: readonly [number, number];
  /** Returns about `count` labelled ticks inside the domain, written in one notation. */
  ticks(count: number): Tick[];
  /** Positions of the faint lines between the ticks of a logarithmic axis. */
  readonly minorTicks: readonly number[];
  /** Names at 0, 1, 2 and so on, on an axis of names rather than numbers. */
  readonly categories?: readonly string[];
}

/** Options of {@link axisScale}. */
export interface AxisScaleOptions {
  readonly type: AxisScaleType;
  /** Whether only whole numbers get ticks, as for epochs and counts. Default false. */
  readonly integers?: boolean;
  /** The axis ends with the data, a little beyond it, or at the next round number. */
  readonly ends: 'data' | 'beyond' | 'round';
}

/** Returns an axis for `values`. There is at least one, and each of them {@link isDrawable}. */
export function axisScale(values: Iterable<number>, { type, integers = false, ends }: AxisScaleOptions): AxisScale {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return type === 'log' ? logAxis(low, high, ends) : linearAxis(low, high, ends, integers);
}

/** Returns an axis on which each name has the same room, centred at its number. */
export function categoryAxis(categories: readonly string[]): AxisScale {
  return { type: 'linear', domain: [-0.5, categories.length - 0.5], ticks: () => [], minorTicks: [], categories };
}

/** Returns whether a value has a place on an axis. */
export function isDrawable(value: number, type: AxisScaleType): boolean {
  return Number.isFinite(value) && (type === 'linear' || value > 0);
}

function linearAxis(low: number, high: number, ends: AxisScaleOptions['ends'], integers: boolean): AxisScale {
  const margin = low === high ? (low === 0 ? 1 : Math.abs(low) * 0.1) : ends === 'beyond' ? (high - low) * 0.04 : 0;
  const scale = scaleLinear().domain([low - margin, high + margin]);
  if (ends === 'round') scale.nice(5);
  const domain = scale.domain() as [number, number];
  const largest = Math.max(...domain.map(Math.abs));
  const decimals = largest >= 1e-3 && largest < 1e6;
  const ticks = (wanted: number) => {
    const count = integers ? Math.min(wanted, Math.max(1, high - low)) : wanted;
    const format = decimals ? scale.tickFormat(count) : withPower;
    const values = scale.ticks(count).filter((value) => !integers || Number.isInteger(value));
    return values.map((value) => ({ value, label: format(value) }));
  };
  return { type: 'linear', domain, ticks, minorTicks: [] };
}

function logAxis(low: number, high: number, ends: AxisScaleOptions['ends']): AxisScale {
  const factor = low === high ? 1.5 : ends === 'beyond' ? (high / low) ** 0.04 : 1;
  const domain: [number, number] = [low / factor, high * factor];
  if (ends === 'round') {
    domain[0] = roundToMantissa(domain[0], Math.floor);
    domain[1] = roundToMantissa(domain[1], Math.ceil);
  }
  const first = Math.floor(Math.log10(domain[0]));
  const exponents = Array.from({ length: Math.ceil(Math.log10(domain[1])) - first + 1 }, (_, i) => first + i);
  const within = (mantissas: readonly number[]) =>
    exponents
      .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
      .filter((value) => value >= domain[0] && value <= domain[1]);
  const digits = within([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const powers = within([1]);
  const ticks = (count: number) => {
    const fits = (values: readonly number[]) => values.length >= 3 && values.length <= count + 2;
    const dense = [digits, within([1, 2, 5]), powers].find(fits);
    const stride = Math.ceil(powers.length / count);
    const sparse = powers.length >= 3 ? powers.filter((_, i) => i % stride === 0) : evenTicks(...domain, count);
    return logLabels(dense ?? sparse);
  };
  return { type: 'log', domain, ticks, minorTicks: exponents.length <= 8 ? digits : [] };
}

/** Returns the next number with one significant digit, below or above. */
function roundToMantissa(value: number, round: (mantissa: number) => number): number {
  const [mantissa, exponent] = value.toExponential(9).split('e');
  return Number(`${round(Number(mantissa))}e${exponent}`);
}

/** Labels all values as decimals, or all with a power of ten where decimals would be long. */
function logLabels(values: readonly number[]): Tick[] {
  const decimals = values.every((value) => value >= 1e-4 && value < 1e6);
  const format = decimals ? plain : withPower;
  return values.map((value) => ({ value, label: format(value) }));
}

function plain(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

function withPower(value: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = Math.abs(value).toExponential(6).split('e');
  const raised = Array.from(String(Number(exponent)), (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join(
    '',
  );
  const factor = Number(mantissa) === 1 ? '' : `${Number(mantissa)}×`;
  return `${value < 0 ? '−' : ''}${factor}10${raised}`;
}

/** Returns the function from values of `axis` to positions from `start` to `end`. */
export function positionOn(axis: AxisScale, start: number, end: number): (value: number) => number {
  const scale = axis.type === 'log' ? scaleLog() : scaleLinear();
  return scale.domain(axis.domain).range([start, end]);
}
