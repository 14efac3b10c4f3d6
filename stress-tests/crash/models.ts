/** The models of six classes that the crash test trains and saves, by their names in `backend-tests/models.ts`. */
export const CRASHED_MODELS = [
  'Autoencoder, convolutional',
  'VariationalAutoencoder, dense, Gaussian',
  'VqVae',
  'Gan, convolutional',
  'Glo, dense',
  'ImageClassifier, mlp',
] as const;
