import type { Classifier, Generator } from '@ae-lab/core';
import { generatedImages, logitsOf } from '@ae-lab/metrics';

const SURE = 0.9;

/** The share of 1,000 generated images of which a classifier gives one class a probability of 0.9 or more. */
export async function shareReadSurely(classifier: Classifier, generator: Generator): Promise<number> {
  const { values, dimension } = await logitsOf(classifier, generatedImages(generator, { size: 1000, seed: 1 }));
  let sure = 0;
  for (let start = 0; start < values.length; start += dimension) {
    const logits = Array.from(values).slice(start, start + dimension);
    const largest = Math.max(...logits);
    // The probability of the most probable class is one over this sum.
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    if (1 / sum >= SURE) sure++;
  }
  return sure / (values.length / dimension);
}
