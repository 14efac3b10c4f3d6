import type { TrainingCallback } from '@ae-lab/core';
import { SingleBar } from 'cli-progress';

/** Returns a callback that draws one bar per epoch: the loss, images per second and the time left for all epochs. */
export function progressBar(): TrainingCallback & { stop(): void } {
  const bar = new SingleBar({
    format: 'epoch {epoch} |{bar}| {percentage} %  loss {loss}  {speed} images/s  {left} left',
    barsize: 24,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
    // The bar's own handler would end the process on Ctrl-C before anything is saved.
    gracefulExit: false,
  });
  return {
    onProgress({ epoch, epochs, step, steps, losses, imagesPerSecond, secondsLeft }) {
      const payload = {
        epoch: `${epoch}/${epochs}`,
        loss: losses.loss.toFixed(5),
        speed: Math.round(imagesPerSecond).toLocaleString('en-US'),
        left: `${Math.ceil(secondsLeft)} s`,
      };
      if (step === 1 || !bar.isActive) bar.start(steps, step, payload);
      else bar.update(step, payload);
      if (step === steps) bar.stop();
    },
    stop: () => bar.stop(),
  };
}
