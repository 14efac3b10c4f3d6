import { type Named, runExample } from './index';

/** The smallest possible example, for the tests of the code that all examples share. */
await runExample({
  name: 'testing',
  title: 'An example',
  summary: 'Counts images.',
  sizes: { full: {}, fast: {} },

  async run({ options, digits, trainAll }) {
    const trained = await trainAll<Named, object>(new URL('testing-train.ts', import.meta.url), [{ name: 'training' }]);
    return [
      {
        heading: 'Images',
        blocks: [],
        comparison: { 'training images': ['60,000', `${digits.train.size}`] },
        metrics: { data: options.data, trainedOn: trained.map(({ result }) => result) },
      },
    ];
  },
});
