import { describe, expect, it } from 'vitest';
import { type AxisScaleOptions, axisScale, isDrawable, positionOn } from './axis-scale';

function labels(values: number[], options: AxisScaleOptions, count = 6): string[] {
  return axisScale(values, options)
    .ticks(count)
    .map((tick) => tick.label);
}

describe('axisScale, linear', () => {
  it('labels round numbers with the same number of decimals', () => {
    expect(labels([0.012, 0.066], { type: 'linear', ends: 'round' })).toEqual([
      '0.01',
      '0.02',
      '0.03',
      '0.04',
      '0.05',
      '0.06',
      '0.07',
    ]);
    expect(labels([0, 5000], { type: 'linear', ends: 'data' })).toEqual([
      '0',
      '1,000',
      '2,000',
      '3,000',
      '4,000',
      '5,000',
    ]);
  });

  it('labels epochs with whole numbers only', () => {
    expect(labels([1, 2, 3], { type: 'linear', ends: 'data', integers: true }, 8)).toEqual(['1', '2', '3']);
    expect(labels([1, 60], { type: 'linear', ends: 'data', integers: true })).toEqual([
      '10',
      '20',
      '30',
      '40',
      '50',
      '60',
    ]);
  });

  it('writes very small and very large numbers with a power of ten', () => {
    expect(labels([0, 3e-6], { type: 'linear', ends: 'round' }, 3)).toEqual(['0', '10⁻⁶', '2×10⁻⁶', '3×10⁻⁶']);
    expect(labels([-2e9, 2e9], { type: 'linear', ends: 'round' }, 4)).toEqual(['−2×10⁹', '−10⁹', '0', '10⁹', '2×10⁹']);
  });

  it('has room around a single value', () => {
    const [low, high] = axisScale([0.5, 0.5], { type: 'linear', ends: 'round' }).domain;
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(axisScale([0], { type: 'linear', ends: 'data' }).domain).toEqual([-1, 1]);
  });

  it('ends at the data, at round numbers, or a little beyond the data, as asked', () => {
    expect(axisScale([1.3, 9.1], { type: 'linear', ends: 'data' }).domain).toEqual([1.3, 9.1]);
    expect(axisScale([1.3, 9.1], { type: 'linear', ends: 'round' }).domain).toEqual([0, 10]);
    const [low, high] = axisScale([0, 100], { type: 'linear', ends: 'beyond' }).domain;
    expect([low, high]).toEqual([-4, 104]);
  });
});

describe('axisScale, logarithmic', () => {
  it('labels powers of ten over many decades, in one notation', () => {
    expect(labels([0.001, 1], { type: 'log', ends: 'round' })).toEqual(['0.001', '0.01', '0.1', '1']);
    expect(labels([1e-5, 0.1], { type: 'log', ends: 'data' })).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹']);
    expect(labels([1e-12, 1], { type: 'log', ends: 'data' })).toEqual(['10⁻¹²', '10⁻⁹', '10⁻⁶', '10⁻³', '10⁰']);
  });

  it('labels digits between them over few decades', () => {
    expect(labels([0.012, 0.38], { type: 'log', ends: 'round' })).toEqual(['0.01', '0.02', '0.05', '0.1', '0.2']);
    expect(labels([2.2e-7, 4.8e-7], { type: 'log', ends: 'round' })).toEqual(['2×10⁻⁷', '3×10⁻⁷', '4×10⁻⁷', '5×10⁻⁷']);
  });

  it('labels even steps within a narrow range', () => {
    expect(labels([0.2, 0.3], { type: 'log', ends: 'data' }, 5)).toEqual([
      '0.2',
      '0.22',
      '0.24',
      '0.26',
      '0.28',
      '0.3',
    ]);
  });

  it('grows to numbers of one digit when asked', () => {
    expect(axisScale([0.0123, 0.0581], { type: 'log', ends: 'round' }).domain).toEqual([0.01, 0.06]);
    expect(axisScale([0.91, 95], { type: 'log', ends: 'round' }).domain).toEqual([0.9, 100]);
  });

  it('puts equal ratios at equal distances', () => {
    const position = positionOn(axisScale([0.01, 100], { type: 'log', ends: 'data' }), 0, 400);
    expect([0.01, 0.1, 1, 10, 100].map(position).map(Math.round)).toEqual([0, 100, 200, 300, 400]);
  });
});

describe('isDrawable', () => {
  it('asks for finite numbers, above 0 on a logarithmic axis', () => {
    const values = [-1, 0, 1, Number.NaN, Infinity, -Infinity];
    expect(values.filter((value) => isDrawable(value, 'linear'))).toEqual([-1, 0, 1]);
    expect(values.filter((value) => isDrawable(value, 'log'))).toEqual([1]);
  });
});
