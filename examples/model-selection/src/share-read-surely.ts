import type { Classifier, Generator } from '@ae-lab/core';
import { generatedImages, logitsOf } from '@ae-lab/metrics';

const SURE = 0.9;

/** Returns the share of 1,000 generated images to which a classifier gives one class with a probability of at least 0.9. */
export async function shareReadSurely(classifier: Classifier, generator: Generator): Promise<number> {
  const { values, dimension } = await logitsOf(classifier, generatedImages(generator, { size: 1000, seed: 1 }));
  let sure = 0;
  for (let start = 0; start < values.length; start += dimension) {
    const logits = Array.from(values).slice(start, start + dimension);
    const largest = Math.max(...logits);
    // The most probable class has a probability of one over this sum.
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    if (1 / sum >= SURE) sure++;
  }
  return sure / (values.length / dimension);
}
