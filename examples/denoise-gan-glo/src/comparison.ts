import type { Comparison } from '@ae-lab/example-shared';
import type { Findings } from './measure';

/** Returns the rows of reported and measured results. Where the report has a picture or a remark, this run has a number. */
export function comparison({ denoisers, scores, reconstructions, walks }: Findings): Comparison[] {
  const [plain, ...noisy] = denoisers;
  const { real, gan, sphere, mixture } = scores;
  const { pca, autoencoder, meanImage, gloTraining, gloTest } = reconstructions;
  const row = (item: string, reported: string, measured: string): Comparison => ({ item, reported, measured });
  return [
    row(
      'autoencoder with 10 latent dimensions: test MSE',
      '-',
      `${autoencoder.mse.toFixed(4)}; PCA ${pca.mse.toFixed(4)}`,
    ),
    row(
      't-SNE of its codes',
      'picture',
      `picture; accuracy of five nearest neighbours among the codes ${percent(plain.neighbours)}, silhouette of the map ${plain.silhouette.toFixed(2)}`,
    ),
    ...noisy.map(({ sigma, mse, noisy: before, byPlain }) =>
      row(
        `denoising at sigma ${sigma}, leaky ReLU: test MSE to the clean images`,
        'pictures of triples',
        `${mse.toFixed(4)} (noisy images ${before.toFixed(4)}; plain autoencoder ${byPlain.toFixed(4)})`,
      ),
    ),
    row(
      `t-SNE at sigma ${noisy.map(({ sigma }) => sigma).join(', ')}: accuracy of five nearest neighbours among the codes`,
      'separation falls as noise grows',
      `${noisy.map(({ neighbours }) => percent(neighbours)).join(', ')}; silhouettes of the maps ${noisy.map((one) => one.silhouette.toFixed(2)).join(', ')}`,
    ),
    row(
      'GAN, samples: Fréchet distance to the test images',
      'picture',
      `${gan.frechet.toFixed(1)} (validation images ${real.frechet.toFixed(1)}); the rarest digit is ${percent(gan.rarest)}`,
    ),
    row(
      'GAN, 20 steps between different digits: classified as one of the two',
      'picture',
      percent(walks.gan.shares.different),
    ),
    row(
      'GAN, 20 steps between images of one digit: classified as that digit',
      '"wouldn\'t return consistent responses"',
      percent(walks.gan.shares.same),
    ),
    row('GAN, arithmetic of different digits', 'picture', ofDifferent(walks.gan.shares)),
    row(
      'GAN, arithmetic of one digit: a₁ − a₂ + a₃ classified as a',
      'picture',
      percent(walks.gan.shares.sameArithmetic),
    ),
    row(
      'GLO, samples: Fréchet distance to the test images',
      '"appear meaningless"',
      `codes drawn on the sphere ${sphere.frechet.toFixed(1)}, from a mixture fitted to the learnt codes ${mixture.frechet.toFixed(1)}`,
    ),
    row(
      'GLO, reconstructions',
      '"almost the same but fuzzier"',
      `MSE of training images ${gloTraining.mse.toFixed(4)}, of test images ${gloTest.mse.toFixed(4)} ` +
        `(mean image ${meanImage.mse.toFixed(4)}); ${percent(gloTest.readable)} of the test images classified correctly, ` +
        `with ${percent(gloTest.sharpness)} of the contrast between neighbouring pixels`,
    ),
    row('GLO, 20 steps between images of one digit: classified as that digit', 'works', percent(walks.glo.shares.same)),
    row(
      'GLO, 20 steps between different digits: classified as one of the two',
      'often not a digit',
      percent(walks.glo.shares.different),
    ),
    row(
      'GLO, arithmetic',
      'picture',
      `a₁ − a₂ + a₃ classified as a: ${percent(walks.glo.shares.sameArithmetic)}; ${ofDifferent(walks.glo.shares)}`,
    ),
  ];
}

function ofDifferent({ sum, difference }: { readonly sum: number; readonly difference: number }): string {
  return `a + b classified as a or b: ${percent(sum)}; a − b + c as a or c: ${percent(difference)}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
