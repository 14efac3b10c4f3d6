import { curves, epochChart, picture, type Section, type Trained } from '@ae-lab/example-shared';
import type { LatentMap } from './evaluate-map';
import type { AutoencoderTraining, Course } from './train';

export function depthSection(
  autoencoders: readonly Trained<AutoencoderTraining, Course>[],
  [shallowMap, , deepMap, pca]: readonly LatentMap[],
): Section {
  const [shallow, , deep] = autoencoders;
  const stack = ({ widths }: AutoencoderTraining) => `784-${widths.join('-')}-2`;
  return {
    heading: 'A deeper stack',
    blocks: [
      picture(
        'depth',
        epochChart('mean squared error', curves([shallow, deep]), 'log'),
        `${stack(shallow)} and the deeper ${stack(deep)}; decoders mirror them.`,
      ),
    ],
    comparison: {
      [`deeper stack ${stack(deep)}: test MSE`]: [
        'worse',
        `${deepMap.mse.toFixed(4)}; shallower stack ${shallowMap.mse.toFixed(4)}, PCA ${pca.mse.toFixed(4)}`,
      ],
    },
    metrics: { autoencoders: autoencoders.map(({ name, result }) => ({ name, epochs: result.epochs })) },
  };
}
