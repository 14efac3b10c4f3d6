import type { Autoencoder, VariationalAutoencoder } from '@ae-lab/autoencoders';
import type { History } from '@ae-lab/core';
import type { Digits, Trained } from '@ae-lab/example-shared';
import type { Elbo } from '@ae-lab/metrics';
import type { Classified, Denoised, Sampled, TestError, TrainedAutoencoder } from './evaluate';
import type { LatentMap } from './latent-maps';
import type { SearchResult } from './search';
import type { OptimizerTraining, VariationalTraining } from './train';

interface Learnt {
  readonly name: string;
  readonly result: History;
}

/** All results of a run, for the report. */
export interface Findings {
  readonly searches: readonly SearchResult[];
  readonly finals: readonly TrainedAutoencoder[];
  readonly errors: readonly TestError[];
  readonly optimizers: readonly Trained<OptimizerTraining, History>[];
  /** The autoencoder with the lowest validation error. */
  readonly model: Autoencoder;
  readonly maps: readonly LatentMap[];
  readonly samples: readonly Sampled[];
  readonly denoised: readonly Denoised[];
  readonly classifiers: readonly Learnt[];
  readonly classified: readonly Classified[];
  readonly variational: Trained<VariationalTraining, History> & {
    readonly model: VariationalAutoencoder;
    readonly bound: Elbo;
  };
  readonly test: Digits['test'];
}
