/** Plain float64 loops, the reference for the kernels, with the size that each sum would have without cancellation. */

export interface Sums {
  values: Float64Array;
  /** Sums of the terms' absolute values; rounding errors are proportional to them. */
  magnitudes: Float64Array;
}

export interface ConvolutionGeometry {
  batch: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  padTop: number;
  padLeft: number;
}

const sums = (size: number): Sums => ({ values: new Float64Array(size), magnitudes: new Float64Array(size) });

function add({ values, magnitudes }: Sums, index: number, term: number): void {
  values[index]! += term;
  magnitudes[index]! += Math.abs(term);
}

/** Returns a [m, k] times b [k, n], each optionally given transposed. */
export function naiveMatMul(
  [a, b]: [Float32Array, Float32Array],
  [m, n, k]: [number, number, number],
  [transposeA, transposeB]: [boolean, boolean],
): Sums {
  const c = sums(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < k; l++) {
        add(c, i * n + j, a[transposeA ? l * m + i : i * k + l]! * b[transposeB ? j * k + l : l * n + j]!);
      }
    }
  }
  return c;
}

/** Calls back for every filter element that meets an image, with the positions of the pixel in x, of the element, and of the pixel in y. */
function forEachTap(g: ConvolutionGeometry, visit: (pixel: number, tap: number, outPixel: number) => void): void {
  for (let image = 0; image < g.batch; image++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let ky = 0; ky < g.filterHeight; ky++) {
          for (let kx = 0; kx < g.filterWidth; kx++) {
            const y = oy * g.strideHeight + ky * g.dilationHeight - g.padTop;
            const x = ox * g.strideWidth + kx * g.dilationWidth - g.padLeft;
            if (y < 0 || y >= g.height || x < 0 || x >= g.width) continue;
            const pixel = (image * g.height + y) * g.width + x;
            visit(pixel, ky * g.filterWidth + kx, (image * g.outHeight + oy) * g.outWidth + ox);
          }
        }
      }
    }
  }
}

/** Returns y of a convolution or one of its gradients: `target` is computed from the other two arrays. */
export function naiveConvolution(
  target: 'y' | 'dx' | 'dFilter',
  arrays: { x?: Float32Array; filter?: Float32Array; y?: Float32Array },
  g: ConvolutionGeometry,
): Sums {
  const { x, filter, y } = arrays;
  const { channels, outChannels } = g;
  const size = {
    y: g.batch * g.outHeight * g.outWidth * outChannels,
    dx: g.batch * g.height * g.width * channels,
    dFilter: g.filterHeight * g.filterWidth * channels * outChannels,
  }[target];
  const result = sums(size);
  forEachTap(g, (pixel, tap, outPixel) => {
    for (let c = 0; c < channels; c++) {
      for (let o = 0; o < outChannels; o++) {
        const xAt = pixel * channels + c;
        const filterAt = (tap * channels + c) * outChannels + o;
        const yAt = outPixel * outChannels + o;
        if (target === 'y') add(result, yAt, x![xAt]! * filter![filterAt]!);
        else if (target === 'dx') add(result, xAt, y![yAt]! * filter![filterAt]!);
        else add(result, filterAt, x![xAt]! * y![yAt]!);
      }
    }
  });
  return result;
}

/** Returns a gradient of a depthwise convolution with a filter [height, width, channels, multiplier]. */
export function naiveDepthwiseGradient(
  target: 'dx' | 'dFilter',
  arrays: { x?: Float32Array; filter?: Float32Array; y: Float32Array },
  g: ConvolutionGeometry,
  multiplier: number,
): Sums {
  const { channels } = g;
  const result = sums(
    target === 'dx' ? g.batch * g.height * g.width * channels : g.filterHeight * g.filterWidth * channels * multiplier,
  );
  forEachTap(g, (pixel, tap, outPixel) => {
    for (let c = 0; c < channels; c++) {
      for (let q = 0; q < multiplier; q++) {
        const xAt = pixel * channels + c;
        const filterAt = (tap * channels + c) * multiplier + q;
        const dy = arrays.y[(outPixel * channels + c) * multiplier + q]!;
        if (target === 'dx') add(result, xAt, dy * arrays.filter![filterAt]!);
        else add(result, filterAt, dy * arrays.x![xAt]!);
      }
    }
  });
  return result;
}
