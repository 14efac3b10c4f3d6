import { Autoencoder } from '@ae-lab/autoencoders';
import type { History } from '@ae-lab/core';
import * as shared from '@ae-lab/example-shared';
import { corruptionRobustness } from '@ae-lab/metrics';
import { imageRows, lineChart, type ReportPicture } from '@ae-lab/viz';
import type { AutoencoderTraining } from './train';

/** Compares autoencoders trained on noise with the plain one, on noise of the same strength. */
export async function denoisingSection(
  plain: Autoencoder,
  trained: readonly shared.Trained<AutoencoderTraining, History>[],
  test: shared.Digits['test'],
): Promise<shared.Section> {
  const denoised: { factor: number; denoising: number; plain: number }[] = [];
  const pictures: ReportPicture[] = [];
  for (const { place, noise: factor } of trained) {
    const denoising = await Autoencoder.load(place);
    const noise = { kind: 'gaussian', sigma: factor } as const;
    const error = async (model: Autoencoder) => (await corruptionRobustness(model, test, [noise]))[0].mse;
    denoised.push({ factor, denoising: await error(denoising), plain: await error(plain) });
    const rows = shared.reconstructionRows(test, shared.onePerClass(test), { plain, denoising }, noise);
    const caption = `Noise factor ${factor}: noisy input and its reconstructions.`;
    pictures.push(shared.picture(`noise-${factor}`, imageRows({ rows, imageShape: test.imageShape }), caption));
  }
  const x = denoised.map(({ factor }) => factor);
  const errorsOf = (model: 'denoising' | 'plain') => denoised.map((one) => one[model]);
  const list = (model: 'denoising' | 'plain') =>
    errorsOf(model)
      .map((mse) => mse.toFixed(4))
      .join(', ');
  const series = (['plain', 'denoising'] as const).map((name) => {
    return { name: `${name} autoencoder`, x, y: errorsOf(name) };
  });
  return {
    heading: 'Denoising',
    blocks: [
      shared.picture(
        'noise',
        lineChart({
          series,
          xLabel: 'noise factor: standard deviation of the noise',
          yLabel: 'mean squared error to the clean image',
        }),
        'Error on noisy test images: the best network, and the same network trained on noise of that strength.',
      ),
      ...pictures,
    ],
    comparison: {
      [`noise factor ${x.join(', ')}: test MSE`]: [
        'denoising better than the plain one on noisy input',
        `denoising ${list('denoising')}; plain ${list('plain')}`,
      ],
    },
    metrics: { denoised },
  };
}
