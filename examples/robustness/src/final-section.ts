import type { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { encodeDataset, type History, projectOnPrincipalAxes } from '@ae-lab/core';
import * as shared from '@ae-lab/example-shared';
import { imageRows, scatter } from '@ae-lab/viz';

/** The models that are compared. */
export interface Models {
  readonly model: Autoencoder;
  readonly pca: PrincipalComponents;
}

export async function finalSection(
  { result }: { readonly result: History },
  { model, pca }: Models,
  test: shared.Digits['test'],
): Promise<shared.Section> {
  const codes = await encodeDataset(model, test);
  const losses = (['train', 'validation'] as const).map((part) => {
    return shared.curve({ name: part === 'train' ? 'training' : part, result }, part);
  });
  const models = { autoencoder: model, [`PCA, ${pca.latentDim} components`]: pca };
  return {
    heading: 'The final model',
    blocks: [
      shared.picture(
        'final-training',
        shared.epochChart('mean squared error', losses, 'log'),
        `Training at the best learning rate, with cosine decay, and the best latent dimension (${model.latentDim}).`,
      ),
      shared.picture(
        'reconstructions',
        imageRows({
          rows: shared.reconstructionRows(test, shared.onePerClass(test), models),
          imageShape: test.imageShape,
        }),
        'The first test image of each digit, and its reconstructions by the autoencoder and by PCA.',
      ),
      shared.picture(
        'latent-projection',
        scatter({
          ...shared.planeOf(codes.dimension === 2 ? codes : projectOnPrincipalAxes(codes)),
          classes: test.labels,
          xLabel: 'principal axis of the codes 1',
          yLabel: 'principal axis of the codes 2',
          height: 420,
        }),
        'The codes of the test images, projected onto the two directions in which they vary most.',
      ),
    ],
    metrics: { final: result },
  };
}
