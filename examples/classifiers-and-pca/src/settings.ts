export const SIZES = {
  full: {
    signals: { epochs: 20 },
    classifiers: { epochs: 10, batchSize: 128 },
    rates: [1, 0.1, 0.01, 0.001, 0.0001],
    rateTraining: { epochs: 5, batchSize: 128 },
    autoencoders: { epochs: 20, batchSize: 128 },
    widths: [512, 128],
    deeperWidths: [512, 256, 128, 64, 32, 16, 8, 4],
  },
  fast: {
    signals: { epochs: 5 },
    classifiers: { epochs: 3, batchSize: 50 },
    rates: [1, 0.1],
    rateTraining: { epochs: 2, batchSize: 50 },
    autoencoders: { epochs: 8, batchSize: 50 },
    widths: [512, 128],
    deeperWidths: [256, 64, 16, 4],
  },
};
