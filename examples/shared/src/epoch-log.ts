import type { Metrics, TrainingCallback } from '@ae-lab/core';

/** Returns a callback that prints one line per epoch. */
export function epochLog(name: string, epochs: number): TrainingCallback {
  return {
    onEpochEnd({ epoch, train, validation, seconds }) {
      const validated = validation === undefined ? '' : `, validation ${lossesOf(validation)}`;
      console.log(`${name}, epoch ${epoch}/${epochs}: ${lossesOf(train)}${validated}, ${seconds.toFixed(1)} s`);
    },
  };
}

/** The loss, or the loss of each network. */
function lossesOf(metrics: Metrics): string {
  const losses = Object.entries(metrics).filter(([term]) => /^(.+\.)?loss$/.test(term));
  return losses.map(([term, value]) => `${term} ${value.toFixed(4)}`).join(', ');
}
