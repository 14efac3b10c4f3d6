import type { TrainingCallback } from '@ae-lab/core';

/** Prints a line an epoch. */
export function epochLog(name: string, epochs: number): TrainingCallback {
  return {
    onEpochEnd({ epoch, train, validation, seconds }) {
      const validated = validation === undefined ? '' : `, validation ${validation.loss.toFixed(4)}`;
      console.log(
        `${name}, epoch ${epoch}/${epochs}: loss ${train.loss.toFixed(4)}${validated}, ${seconds.toFixed(1)} s`,
      );
    },
  };
}
