import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import { progressOutput } from '#platform';
import type { TrainingCallback } from './history';
import type { ProgressOutput } from './progress-bar-output';
import { epochLines, progressLine } from './progress-bar-text';

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** Text at the beginning of each line, to tell trainings apart. Default: none. */
  readonly name?: string;
}

const PROGRESS_BAR = { name: optional(kind.text) } satisfies Description<ProgressBarOptions>;

/** Milliseconds between two lines within an epoch where there is no terminal. */
const LINE_INTERVAL = 30_000;
/** Width of a terminal that does not know its own. */
const USUAL_COLUMNS = 80;
/** Moves to the beginning of the terminal's line and erases it. */
const ERASE = '\r\x1b[K';

/**
 * Returns a callback of {@link fit} that shows the epoch, a bar, the losses, the images per second and the time left.
 *
 * ```ts
 * await model.fit(data, { epochs: 20, callbacks: [progressBar()] });
 * // epoch 3/20 [#########---------------]  38 %  loss 0.01234  1:20 left  12,345 images/s
 * ```
 *
 * After each epoch, its losses, validation metrics, speed and duration remain as a line. In Node everything goes to stderr, so that
 * stdout can be piped. If stderr is not a terminal, and in a browser, where lines go to the console, there is no bar: lines appear after
 * each epoch and every 30 s within a long one.
 *
 * @throws ArgumentError for options that do not exist, and for a `name` that is not text.
 */
export function progressBar(options: ProgressBarOptions = {}): TrainingCallback {
  return progressOn(progressOutput(), readOptions('options', options, PROGRESS_BAR).name);
}

/** Returns the callback of {@link progressBar} for an output. */
export function progressOn({ print, terminal }: ProgressOutput, name?: string): TrainingCallback {
  const title = name === undefined ? '' : `${name}, `;
  return terminal ? redrawn(terminal, title) : printed(print, title);
}

/** Redraws one line of the terminal until the epoch is over. */
function redrawn(terminal: NonNullable<ProgressOutput['terminal']>, title: string): TrainingCallback {
  // Some terminals move on to the next line once their last column is written.
  const width = () => (terminal.columns > 0 ? terminal.columns : USUAL_COLUMNS) - 1;
  let epochs = 0;
  let isOpen = false;
  return {
    onProgress(progress) {
      epochs = progress.epochs;
      isOpen = true;
      terminal.write(`${ERASE}${progressLine(progress, title, width())}`);
    },
    onEpochEnd(record) {
      isOpen = false;
      terminal.write(`${ERASE}${epochLines(record, epochs, title, width()).join('\n')}\n`);
    },
    onEnd() {
      if (isOpen) terminal.write('\n');
      isOpen = false;
    },
  };
}

/** Prints a line per epoch, and more within a long one. */
function printed(print: ProgressOutput['print'], title: string): TrainingCallback {
  let epochs = 0;
  let printedAt: number | undefined;
  return {
    onProgress(progress) {
      epochs = progress.epochs;
      const now = performance.now();
      printedAt ??= now;
      if (now - printedAt < LINE_INTERVAL || progress.step === progress.steps) return;
      printedAt = now;
      print(progressLine(progress, title));
    },
    onEpochEnd(record) {
      printedAt = performance.now();
      for (const line of epochLines(record, epochs, title)) print(line);
    },
    onEnd() {
      printedAt = undefined;
    },
  };
}
