export const SIZES = {
  full: {
    learningRates: [1e-2, 5e-3, 1e-3, 5e-4, 1e-5],
    latentDims: [2, 4, 6, 8, 10],
    epochs: 20,
    finalEpochs: 40,
    batchSize: 128,
    // With it, high constant rates end in a higher error, and the lowest rate hardly learns.
    batchNormalization: false,
  },
  fast: {
    learningRates: [1e-2, 1e-3],
    latentDims: [2, 6],
    epochs: 2,
    finalEpochs: 5,
    batchSize: 50,
    // Without it, a few epochs are not enough to leave the first plateau.
    batchNormalization: true,
  },
};

/** The published results: test errors by learning rate, the best latent dimension, the error on the MAT file. */
export const REPORTED = {
  rates: { 0.01: 0.0221, 0.005: 0.0218, 0.001: 0.0219, 0.0005: 0.0249, 0.00001: 0.0733 } as Record<number, number>,
  latentDim: 6,
  mse: 0.021806583,
};
