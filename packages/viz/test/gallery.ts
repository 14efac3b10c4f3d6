import { barChart } from '../src/bar-chart';
import { confusionChart } from '../src/confusion-chart';
import { heatMap } from '../src/heat-map';
import { imageGrid } from '../src/image-grid';
import { imageRows } from '../src/image-rows';
import { levelStrip } from '../src/level-strip';
import { lineChart } from '../src/line-chart';
import { manifoldGrid } from '../src/manifold-grid';
import { scatter } from '../src/scatter';

const SIZE = 28;
const imageShape = [SIZE, SIZE, 1] as const;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const FASHION = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
/** Returns the values [rows][columns] of a function of the position in reading order. */
const table = (rows: number, columns: number, value: (i: number) => number) =>
  range(rows).map((row) => range(columns).map((column) => value(row * columns + column)));
const longName = 'a name that is far too long for the room that it has & <marks>';

/** Returns reproducible numbers in [0, 1) that look random. */
const noise = (i: number) => Math.abs((Math.sin(i * 12.9898 + 4.1) * 43758.5453) % 1);

/** Returns `count` images of rings of several sizes, under noise of the given deviation. */
function rings(count: number, deviation = (_: number) => 0): Float32Array {
  return Float32Array.from({ length: count * SIZE * SIZE }, (_, i) => {
    const index = Math.floor(i / (SIZE * SIZE));
    const distance = Math.hypot((i % SIZE) - 13.5, (Math.floor(i / SIZE) % SIZE) - 13.5);
    const radius = 3 + ((index * 1.7) % 8);
    return Math.exp(-(((distance - radius) / 2) ** 2)) + deviation(index) * (2 * noise(i) - 1);
  });
}

/** Returns a picture of each kind by name, and some that have too little room. */
export function gallery(): Record<string, string> {
  const epochs = range(30).map((i) => i + 1);
  const loss = (scale: number) => epochs.map((epoch) => scale * (0.2 * Math.exp(-epoch / 6) + 0.01));
  const spread = (y: number[], share: number) => ({
    lower: y.map((value) => value * (1 - share)),
    upper: y.map((value) => value * (1 + share)),
  });
  const angle = (i: number) => (2 * Math.PI * (i % 10)) / 10;
  const bell = (i: number) => Math.sqrt(-2 * Math.log(1 - noise(i))) * Math.cos(6.283 * noise(i + 0.5));
  const counts = table(10, 10, (i) => (i % 11 === 0 ? 900 + (i % 7) * 13 : Math.floor(20 * noise(i) ** 4)));
  const levels = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1];
  const noisy = { name: 'corrupted', images: rings(7, (i) => levels[i]) };
  const deviations = range(20).map((i) => -2 + (4 * i) / 19);
  return {
    'lines-with-error-bands': lineChart({
      series: [
        { name: 'autoencoder, mean of 5 seeds', x: epochs, y: loss(1), errorBand: spread(loss(1), 0.25) },
        { name: 'PCA', x: epochs, y: loss(1.8), errorBand: spread(loss(1.8), 0.15) },
        { name: 'denoising autoencoder', x: epochs, y: loss(0.6), errorBand: spread(loss(0.6), 1.2) },
      ],
      title: 'Test error over five seeds',
      xLabel: 'epoch',
      yLabel: 'mean squared error (per pixel, in [0, 1])',
      yScale: 'log',
    }),
    'scatter-of-10,000': scatter({
      x: range(10_000).map((i) => 10 * Math.cos(angle(i)) + 1.6 * bell(i)),
      y: range(10_000).map((i) => 10 * Math.sin(angle(i)) + 1.6 * bell(i + 77_777)),
      classes: range(10_000).map((i) => i % 10),
      title: 't-SNE of 10,000 test codes',
      xLabel: 't-SNE 1',
      yLabel: 't-SNE 2',
      width: 640,
      height: 480,
      pointSize: 3,
    }),
    'heat-map': heatMap({
      values: table(6, 7, (i) => 0.08 / (1 + (i % 7)) + 0.01 * Math.floor(i / 7)),
      rows: ['0', '0.1', '0.2', '0.3', '0.4', '0.5'],
      columns: ['2', '4', '8', '16', '32', '64', '128'],
      title: 'Reconstruction error by noise and latent dimension',
      xLabel: 'latent dimension',
      yLabel: 'noise (standard deviation, pixels in [0, 1])',
      valueLabel: 'mean squared error',
      valueScale: 'log',
    }),
    'heat-map-diverging': heatMap({
      values: table(10, 10, (i) => (i % 11 === 0 ? 1 : i === 7 ? Number.NaN : 1.6 * (noise(i) - 0.5))),
      rows: range(10).map((i) => `latent variable ${i + 1}`),
      columns: range(10).map((i) => `latent variable ${i + 1}`),
      title: 'Correlation of the codes',
      valueLabel: 'correlation',
      colors: 'diverging',
    }),
    'heat-map-large': heatMap({
      values: table(40, 60, (i) => Math.sin((i % 60) / 9) * Math.cos(Math.floor(i / 60) / 7)),
      rows: range(40).map((i) => `row ${i}`),
      columns: range(60).map((i) => `column ${i}`),
      title: 'Many cells',
      xLabel: 'columns',
      yLabel: 'rows',
      valueLabel: 'height (m)',
    }),
    'heat-map-of-one': heatMap({
      values: [[0.25]],
      rows: [longName],
      columns: [longName],
      title: longName,
      xLabel: longName,
      yLabel: longName,
      valueLabel: longName,
    }),
    'confusion-chart': confusionChart({ counts, title: 'Digits of the test set' }),
    'confusion-chart-named': confusionChart({ counts, classNames: FASHION, title: 'Fashion-MNIST' }),
    'confusion-chart-two': confusionChart({
      counts: [
        [90, 10],
        [20, 80],
      ],
      classNames: ['real', 'generated'],
    }),
    'confusion-chart-26': confusionChart({
      counts: table(26, 26, (i) => (i % 27 === 0 ? 700 : Math.floor(30 * noise(i) ** 6))),
      classNames: range(26).map((i) => `letter ${String.fromCharCode(65 + i)}`),
    }),
    bars: barChart({
      categories: ['MNIST', 'Fashion-MNIST', 'EMNIST letters', 'SVHN'],
      series: [
        { name: 'linear classifier', values: [92.1, 83.9, 66.2, 24.3], errors: [0.3, 0.4, 0.8, 2.1] },
        { name: 'on codes of an autoencoder', values: [96.4, 85.8, 82.1, 61.4], errors: [0.2, 0.5, 0.6, 3.3] },
        { name: 'convolutional network', values: [99.3, 92.6, 94.2, Number.NaN], errors: [0.1, 0.2, 0.3, 0] },
      ],
      title: 'Test accuracy, mean and standard error of five seeds',
      yLabel: 'accuracy (%)',
    }),
    'bars-crowded': barChart({
      categories: FASHION.concat(FASHION, FASHION),
      series: [{ name: 'difference', values: range(30).map((i) => noise(i) - 0.5), errors: range(30).map(() => 0.06) }],
      title: 'Many categories',
      xLabel: 'class',
      yLabel: 'change of accuracy (percentage points)',
    }),
    'image-grid': imageGrid({
      images: rings(12),
      imageShape,
      columns: 4,
      rowLabels: ['seed 1', 'seed 2', 'a third seed of the same model'],
      columnLabels: ['original', 'autoencoder', 'variational autoencoder', 'PCA'],
      labels: range(12).map((i) => `MSE ${(0.01 + noise(i) / 50).toFixed(4)}`),
      title: 'Reconstructions by three seeds',
    }),
    'image-rows': imageRows({
      rows: [
        { name: 'original', images: rings(8) },
        { name: 'autoencoder, 10 latent variables', images: rings(8, () => 0.1) },
      ],
      imageShape,
      columnLabels: FASHION.slice(0, 8),
      title: 'Test images and their reconstructions',
    }),
    'level-strip': levelStrip({
      levels,
      levelLabel: 'standard deviation of the noise (pixels in [0, 1])',
      rows: [noisy, { name: 'reconstruction', images: rings(7) }],
      imageShape,
      title: 'Denoising',
    }),
    'level-strip-of-one': levelStrip({
      levels: [0.05],
      levelLabel: longName,
      rows: [{ ...noisy, images: rings(1) }],
      imageShape,
    }),
    'manifold-grid': manifoldGrid({
      images: rings(400),
      imageShape,
      columns: deviations,
      rows: deviations.toReversed(),
      title: 'Decoder output over a plane of latent codes',
      xLabel: 'latent variable 1 (standard deviations)',
      yLabel: 'latent variable 2 (standard deviations)',
    }),
    'manifold-grid-small': manifoldGrid({ images: rings(6), imageShape, columns: [-1, 0, 1], rows: [1, -1], scale: 2 }),
  };
}
