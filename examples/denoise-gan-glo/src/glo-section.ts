import * as core from '@ae-lab/core';
import { curve, epochChart, picture, type Section, samplesOf, type Trained } from '@ae-lab/example-shared';
import { Glo } from '@ae-lab/generative';
import { imageRows } from '@ae-lab/viz';
import { type Others, reconstructionsOf } from './glo-reconstructions';
import { scoreSamples } from './score-samples';
import type { Lab } from './settings';
import type { GeneratorTraining } from './train';
import { walkCodes, walkComparison } from './walk-codes';

/** Samples of GLO, its reconstructions compared with those of `others`, and walks between codes that a search finds. */
export async function gloSection(
  { place, result }: Trained<GeneratorTraining, core.History>,
  others: Others,
  lab: Lab,
) {
  const { mixture, search } = lab.settings;
  const glo = await Glo.load(place);
  const learnt = { ...glo.codes, values: glo.codes.values.subarray(0, mixture.codes * glo.latentDim) };
  const options = { components: mixture.components, maxIterations: 50, seed: lab.options.seed };
  const samplers = [core.unitSphere(glo.latentDim), await core.fitGaussianMixture(learnt, options)];
  const [onSphere, fromMixture] = samplers.map((sampler) => core.samplingGenerator(glo, sampler));
  const scores = {
    sphere: await scoreSamples('GLO, codes drawn on the sphere', onSphere, lab),
    mixture: await scoreSamples('GLO, codes drawn from a mixture', fromMixture, lab),
  };
  const reconstructions = await reconstructionsOf(glo, others, lab);
  const { shares, pictures } = await walkCodes('GLO', glo, (images) => glo.encode(images, search.glo), lab);
  const rows = [...rowsOf('draws on the sphere', onSphere), ...rowsOf('draws from a mixture', fromMixture)];
  return {
    heading: 'Generative latent optimisation',
    blocks: [
      picture(
        'glo-loss',
        epochChart('training MSE', [curve({ name: 'GLO', result }, 'train')], 'log'),
        'Error on the training images while the codes and the generator are learnt.',
      ),
      picture(
        'glo-samples',
        imageRows({ rows, imageShape: glo.imageShape }),
        'Samples of GLO, none left out: codes drawn uniformly on the sphere, and from a Gaussian mixture fitted to the learnt codes.',
      ),
      ...reconstructions.blocks,
      ...pictures,
    ],
    comparison: {
      'GLO, samples: Fréchet distance to the test images': [
        '"appear meaningless"',
        `codes drawn on the sphere ${scores.sphere.frechet.toFixed(1)}, from a mixture fitted to the learnt codes ${scores.mixture.frechet.toFixed(1)}`,
      ],
      ...reconstructions.comparison,
      ...walkComparison('GLO', shares, { different: 'often not a digit', same: 'works' }),
    },
    metrics: { ...reconstructions.metrics, scores, walks: { glo: shares }, epochs: { glo: result.epochs } },
  } satisfies Section;
}

/** Draws three rows of twelve images. */
function rowsOf(name: string, generator: core.Generator) {
  const images = samplesOf(generator, 36, 3);
  const length = images.length / 3;
  return [0, 1, 2].map((i) => ({ name, images: images.subarray(i * length, (i + 1) * length) }));
}
