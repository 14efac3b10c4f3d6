// The pictures and tables of the uses of the codes.
import { corrupt, latentGrid, Rng } from '@ae-lab/core';
import { onePerClass, picture, pixelsOf } from '@ae-lab/example-shared';
import { confusionChart, imageGrid, imageRows, lineChart, manifoldGrid, type ReportSection } from '@ae-lab/viz';
import type * as tf from '@tensorflow/tfjs-core';
import { curves } from './curves';
import { drawnBy } from './drawn-by';
import type { Findings } from './findings';

type Blocks = ReportSection['blocks'];

export function denoisingBlocks({ model, denoised, test }: Findings): Blocks {
  const x = denoised.map(({ factor }) => factor);
  const digits = onePerClass(test);
  return [
    picture(
      'noise',
      lineChart({
        series: [
          { name: 'plain autoencoder', x, y: denoised.map(({ mse }) => mse.plain) },
          { name: 'denoising autoencoder', x, y: denoised.map(({ mse }) => mse.denoising) },
        ],
        xLabel: 'noise factor: standard deviation of the noise',
        yLabel: 'mean squared error to the clean image',
      }),
      'Error on noisy test images: the best network, and the same network trained on noise of that strength.',
    ),
    ...denoised.map(({ factor, denoiser }) => {
      const noisy = (change: (images: tf.Tensor4D) => tf.Tensor4D) =>
        pixelsOf(test, digits, (images) => change(corrupt(images, { kind: 'gaussian', sigma: factor }, new Rng(1))));
      const rows = [
        { name: 'noisy', images: noisy((images) => images) },
        { name: 'plain', images: noisy((images) => model.reconstruct(images)) },
        { name: 'denoising', images: noisy((images) => denoiser.reconstruct(images)) },
      ];
      const caption = `Noise factor ${factor}: noisy input and its reconstructions.`;
      return picture(`noise-${factor}`, imageRows({ rows, imageShape: test.imageShape }), caption);
    }),
  ];
}

export function classificationBlocks({ classifiers, classified }: Findings): Blocks {
  const column = (name: string) => ({ name, digits: 4, best: 'highest' as const });
  return [
    picture(
      'classifier-loss',
      lineChart({
        series: curves(classifiers, 'loss'),
        ...{ xLabel: 'epoch', yLabel: 'cross-entropy (nats)', yScale: 'log' },
      }),
      'Loss of the fine-tuned encoder with a head, and of a LeNet from scratch.',
    ),
    picture(
      'classifier-accuracy',
      lineChart({ series: curves(classifiers, 'accuracy'), xLabel: 'epoch', yLabel: 'accuracy' }),
      'Accuracy of both on 80 % of the training images (training) and on the other 20 % (validation).',
    ),
    {
      type: 'table',
      columns: ['classifier', column('train'), column('validation'), column('test'), { name: 'seconds', digits: 0 }],
      rows: classified.map(({ name, train, validation, test, seconds }) => {
        return [name, train, validation, test.accuracy, seconds];
      }),
    },
    ...classified.map(({ name, test }, i) =>
      picture(
        `confusion-${i + 1}`,
        confusionChart({ counts: test.confusion }),
        `Confusion matrix of the test images: ${name}.`,
      ),
    ),
  ];
}

export function variationalBlocks({ variational: { name, model, result }, test }: Findings): Blocks {
  const { images, columns, rows } = latentGrid(model, { steps: 15 });
  const grid = drawnBy(() => images);
  return [
    picture(
      'vae-loss',
      lineChart({
        series: ['loss', 'reconstruction', 'kl'].flatMap((term) => curves([{ name: term, result }], term)),
        ...{ xLabel: 'epoch', yLabel: 'nats per image', yScale: 'log' },
      }),
      `The loss of the ${name} and its two parts.`,
    ),
    picture(
      'vae-manifold',
      manifoldGrid({ images: grid, imageShape: test.imageShape, columns, rows }),
      'Images decoded from a grid of codes at quantiles of the prior.',
    ),
    picture(
      'vae-samples',
      imageGrid({ images: drawnBy(() => model.generate(40, new Rng(1))), imageShape: test.imageShape }),
      'Images decoded from samples of the prior.',
    ),
  ];
}
