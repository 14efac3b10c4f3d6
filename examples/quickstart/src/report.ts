import type { History } from '@ae-lab/core';
import { htmlReport, type ReportTable } from '@ae-lab/viz';
import type { TestMetrics } from './evaluate';
import type { Options } from './options';
import type { PictureName } from './pictures';

export interface Result {
  /** The name of the data. */
  readonly data: string;
  readonly configuration: Options;
  readonly trainingImages: number;
  readonly testImages: number;
  readonly test: { readonly autoencoder: TestMetrics; readonly pca: TestMetrics };
  readonly history: History;
  readonly seconds: number;
}

/** Returns the report as one HTML file. */
export function report(result: Result, pictures: Readonly<Record<PictureName, string>>): string {
  const { data, configuration, test, history, seconds } = result;
  const picture = (name: PictureName, alt: string, caption?: string) =>
    ({ type: 'picture', svg: pictures[name], alt, caption }) as const;
  const best = { mse: 'lowest', mae: 'lowest', psnr: 'highest', ssim: 'highest' } as const;
  const names = Object.keys(test.autoencoder) as (keyof typeof best)[];
  const row = (label: string, values: TestMetrics) => [label, ...names.map((name) => values[name])];
  return htmlReport({
    title: `A convolutional autoencoder on ${data}`,
    subtitle: `${result.trainingImages.toLocaleString('en-US')} training images, latent dimension ${configuration.latentDim}, epochs: ${history.epochs.length}, seconds: ${Math.round(seconds)}`,
    sections: [
      {
        heading: 'Reconstructions',
        blocks: [
          picture('reconstructions', 'Rows of test images and of their reconstructions by the autoencoder and by PCA'),
        ],
      },
      {
        heading: 'Metrics on the test images',
        blocks: [
          {
            type: 'table',
            columns: ['model', ...names.map((name) => ({ name, best: best[name], digits: 4 }))],
            rows: [row('autoencoder', test.autoencoder), row('PCA', test.pca)],
            caption: `Means over ${result.testImages.toLocaleString('en-US')} images. mse, mae: mean over pixels in [0, 1]; psnr: dB.`,
          },
        ],
      },
      { heading: 'Training', blocks: [picture('loss', 'The training loss over the epochs, on a logarithmic axis')] },
      {
        heading: 'Latent space',
        blocks: [
          picture('latent', 'The codes of test images as points, coloured by class'),
          picture(
            'interpolation',
            'Ten images that change from one digit to another',
            'Decoded from equally spaced points between the codes of two test images.',
          ),
        ],
      },
      {
        heading: 'Configuration',
        blocks: [{ type: 'definitions', entries: { ...configuration, data } }],
      },
      { heading: 'History', blocks: [historyTable(history)] },
    ],
  });
}

function historyTable({ epochs }: History): ReportTable {
  return {
    type: 'table',
    columns: [
      'epoch',
      { name: 'training loss', digits: 5 },
      { name: 'seconds', digits: 1 },
      { name: 'images/s', digits: 0 },
    ],
    rows: epochs.map(({ epoch, train, seconds, imagesPerSecond }) => [epoch, train.loss, seconds, imagesPerSecond]),
  };
}
