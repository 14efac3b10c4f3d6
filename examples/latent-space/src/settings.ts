export const SIZES = {
  full: {
    latentDims: [2, 5, 10, 15, 20, 25, 30],
    networks: {
      standard: { widths: [16, 32, 64], dense: [128] },
      deep: { widths: [16, 32, 64, 64], dense: [128] },
      heavy: { widths: [32, 64, 128], dense: [256] },
    },
    training: { epochs: 10, batchSize: 128 },
    judgeEpochs: 5,
    // Random pairs of images, and images for the smaller of the two correlations.
    pairs: 200,
    correlated: 3300,
    // The seeds of the draws of labels, and the validation images on which the curves are measured.
    transfer: { draws: [1, 2, 3], epochs: 100, watched: 1000 },
  },
  fast: {
    latentDims: [2, 10, 20],
    networks: {
      standard: { widths: [8, 16, 32], dense: [64] },
      deep: { widths: [8, 16, 32, 32], dense: [64] },
      heavy: { widths: [12, 24, 48], dense: [96] },
    },
    training: { epochs: 4, batchSize: 50 },
    judgeEpochs: 3,
    pairs: 50,
    correlated: 200,
    transfer: { draws: [1, 2], epochs: 20, watched: 100 },
  },
};
