/** Batch normalisation in inference: every channel by a mean and a variance that are given. */
import { periodOf, takePeriod } from './channels';
import { firstUnit } from './parts';
import { reserve, take } from './scratch';
import { multiplyAdd } from './simd';

/** Computes target = (x - centre) * factor + shift with values of a period; rest as in channels.ts. */
function normalize(target: usize, x: usize, centre: usize, factor: usize, shift: usize, size: i32, period: i32): void {
  const step = <usize>period << 2;
  const bytes = <usize>size << 2;
  let row: usize = 0;
  for (; row + step <= bytes; row += step) {
    for (let column: usize = 0; column < step; column += 16) {
      const centred = f32x4.sub(v128.load(x + row + column), v128.load(centre + column));
      v128.store(target + row + column, multiplyAdd(centred, v128.load(factor + column), v128.load(shift + column)));
    }
  }
  for (let at = row; at < bytes; at += 4) {
    const column = at - row;
    const centred = f32x4.sub(v128.load32_splat(x + at), v128.load32_splat(centre + column));
    const value = multiplyAdd(centred, v128.load32_splat(factor + column), v128.load32_splat(shift + column));
    store<f32>(target + at, f32x4.extract_lane(value, 0));
  }
}

/**
 * Computes y = (x - mean) / sqrt(variance + epsilon) * scale + offset for x [size / channels, channels]. `scale` and `offset` are the
 * addresses of a value per channel, or 0 for ones and zeros.
 */
export function normalizeChannels(
  x: usize, mean: usize, variance: usize, scale: usize, offset: usize, y: usize, size: i32, channels: i32, epsilon: f32,
  part: i32, parts: i32,
): void {
  const period = periodOf(channels);
  const first = firstUnit(size / period, part, parts) * period;
  // The last part has what is left of a row.
  const end = part + 1 == parts ? size : firstUnit(size / period, part + 1, parts) * period;
  reserve((<usize>period * 12) + (<usize>channels << 3) + 128);
  const factor = take(<usize>channels << 2);
  const shift = take(<usize>channels << 2);
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    store<f32>(factor + at, (scale == 0 ? 1 : load<f32>(scale + at)) / sqrt<f32>(load<f32>(variance + at) + epsilon));
    store<f32>(shift + at, offset == 0 ? 0 : load<f32>(offset + at));
  }
  const at = <usize>first << 2;
  normalize(
    y + at, x + at, takePeriod(mean, channels, period), takePeriod(factor, channels, period), takePeriod(shift, channels, period),
    end - first, period,
  );
}
