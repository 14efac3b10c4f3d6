import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, DivergenceError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { images } from '../../test/images';
import type { ImageDataset } from '../data/dataset';
import { sgd } from '../optimizers/sgd';
import { progressOutput as consoleOutput } from '../platform/browser';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import type { EpochRecord, Progress, TrainingCallback } from './history';
import { progressBar, progressOn } from './progress-bar';
import type { TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A terminal that keeps what is on it, and fails if a line reaches its last column. */
class Screen {
  readonly lines = [''];
  /** Everything that the open line showed, in order. */
  readonly drawn: string[] = [];
  private cursor = 0;

  constructor(readonly columns: number) {}

  write(text: string): void {
    for (const part of text.split(/(\r|\n|\p{Cc}\[K)/u).filter((part) => part !== '')) {
      const last = this.lines.length - 1;
      if (part === '\r') this.cursor = 0;
      else if (part === '\n') {
        this.lines.push('');
        this.cursor = 0;
      } else if (part === '\x1b[K') this.lines[last] = this.lines[last].slice(0, this.cursor);
      else {
        this.lines[last] = this.lines[last].slice(0, this.cursor) + part;
        this.cursor += part.length;
        this.drawn.push(this.lines[last]);
        expect(this.cursor).toBeLessThan(this.columns === 0 ? 80 : this.columns);
      }
    }
  }
}

const onScreen = (screen: Screen, name?: string) => progressOn({ print: () => {}, terminal: screen }, name);

function onLines(name?: string): { readonly lines: string[]; readonly callback: TrainingCallback } {
  const lines: string[] = [];
  return { lines, callback: progressOn({ print: (line) => void lines.push(line) }, name) };
}

function progress(changes: Partial<Progress> = {}): Progress {
  const losses = { loss: 0.0123456, reconstruction: 0.01 };
  const course = { epoch: 3, epochs: 20, step: 3, steps: 8 };
  return { ...course, losses, recentLosses: losses, imagesPerSecond: 12_345.2, secondsLeft: 79.1, ...changes };
}

function record(changes: Partial<EpochRecord> = {}): EpochRecord {
  const train = { loss: 0.0123456, reconstruction: 0.01 };
  return { epoch: 3, train, learningRates: {}, seconds: 4.2, imagesPerSecond: 9876.5, ...changes };
}

/** Objectives that each fit one number to the pixels. */
function stepOf(names: readonly string[], learningRate = 0.1): TrainingStep {
  const state = names.map(() => tf.variable(tf.scalar(0)));
  const objectives = names.map((name, i) => ({
    name,
    optimizer: sgd({ learningRate }),
    training: [],
    variables: () => [state[i]],
    loss: ({ images: pixels }: { readonly images: tf.Tensor4D }) => ({
      loss: tf.mean(tf.square(tf.sub(pixels, state[i]))) as tf.Scalar,
    }),
  }));
  return { objectives, state };
}

/** Four pixels, of which each batch takes longer than the time between two reports. */
function slowPixels(): ImageDataset {
  const data = images([1, 1, 1], Float32Array.of(1, 1, 1, 1));
  let last: unknown;
  return {
    ...data,
    batch(indices) {
      // One after the other, although several are asked for at once.
      const batch = Promise.resolve(last).then(async () => {
        await new Promise((resolve) => setTimeout(resolve, 250));
        return data.batch(indices);
      });
      last = batch;
      return batch;
    },
  };
}

/** Trains in four steps per epoch, and returns the lines that stay on the screen. */
async function trainOn(screen: Screen, step: TrainingStep, options: FitOptions = {}): Promise<readonly string[]> {
  const { callbacks = [], ...others } = options;
  await fit(step, slowPixels(), { batchSize: 1, ...others, callbacks: [onScreen(screen), ...callbacks] });
  return screen.lines;
}

describe('on a terminal', () => {
  it('draws one line of all numbers', async () => {
    const screen = new Screen(100);
    await onScreen(screen).onProgress?.(progress());
    expect(screen.lines).toEqual([
      'epoch 3/20 [#########---------------]  37 %  loss 0.01235  1:20 left  12,345 images/s',
    ]);
  });

  it.each([
    [80, 'epoch 3/20 [######------------]  37 %  loss 0.01235  1:20 left  12,345 images/s'],
    [60, 'epoch 3/20 [#####----------]  37 %  loss 0.01235  1:20 left'],
    [46, 'epoch 3/20  37 %  loss 0.01235  1:20 left'],
    [34, 'epoch 3/20  37 %  loss 0.01235'],
    [30, 'epoch 3/20  37 %  1:20 left'],
    [9, 'epoch 3/'],
    [1, ''],
    [0, 'epoch 3/20 [######------------]  37 %  loss 0.01235  1:20 left  12,345 images/s'],
  ])('leaves out what %i columns have no room for', async (columns, line) => {
    const screen = new Screen(columns);
    await onScreen(screen).onProgress?.(progress());
    expect(screen.lines).toEqual([line]);
  });

  it('replaces the line by the results of the epoch, on as many lines as they need', async () => {
    const screen = new Screen(60);
    const callback = onScreen(screen);
    await callback.onProgress?.(progress({ step: 8 }));
    await callback.onEpochEnd?.(record({ validation: { loss: 0.02, accuracy: 0.98765 }, seconds: 3723 }));
    expect(screen.lines).toEqual([
      'epoch 3/20  loss 0.01235  validation loss 0.02000',
      '  validation accuracy 0.9877  9,877 images/s  1:02:03',
      '',
    ]);
  });

  it('follows a training, with a full bar after the last step of each epoch', async () => {
    const screen = new Screen(80);
    const lines = await trainOn(screen, stepOf(['mean'], 0), { epochs: 2, evaluate: () => ({ score: 0.5 }) });
    expect(lines).toEqual([
      expect.stringMatching(/^epoch 1\/2 {2}loss 1\.000 {2}validation score 0\.5000 {2}[\d.]+ images\/s {2}\d\.\d s$/),
      expect.stringMatching(/^epoch 2\/2 {2}loss 1\.000 {2}validation score 0\.5000 {2}[\d.]+ images\/s {2}\d\.\d s$/),
      '',
    ]);
    const percents = screen.drawn.map((line) => /\[(#*)-*\] +(\d+) %/.exec(line)?.slice(1)).filter((match) => match);
    expect(percents.map((match) => match?.[1])).toEqual(['25', '50', '75', '100', '25', '50', '75', '100']);
    expect(percents[3]?.[0]).toMatch(/^#{15,}$/);
  });

  it('shows a full bar after the only step of an epoch', async () => {
    const screen = new Screen(80);
    const lines = await trainOn(screen, stepOf(['mean']), { epochs: 3, batchSize: 4 });
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['epoch 1/3', 'epoch 2/3', 'epoch 3/3', '']);
    expect(screen.drawn.filter((line) => /\[#+\] {2}100 %/.test(line)).length).toBe(3);
  });

  it.each([
    [80, 'epoch 1/1  critic.loss 1.000  generator.loss 1.000'],
    [30, 'epoch 1/1  critic.loss 1.000'],
  ])('shows the loss of every objective on %i columns', async (columns, first) => {
    const lines = await trainOn(new Screen(columns), stepOf(['critic', 'generator'], 0), { epochs: 1 });
    expect(lines[0].startsWith(first)).toBe(true);
    expect(lines.join('')).toMatch(/critic\.loss 1\.000 {2}generator\.loss 1\.000.*images\/s {2}\d\.\d s$/);
  });

  it('ends the open line after an abort', async () => {
    const stop = new AbortController();
    const onProgress = ({ step }: Progress) => void (step === 2 && stop.abort());
    const screen = new Screen(80);
    const lines = await trainOn(screen, stepOf(['mean'], 0), { signal: stop.signal, callbacks: [{ onProgress }] });
    expect(lines).toEqual([expect.stringMatching(/^epoch 1\/10 \[#+-+\] {2}50 % {2}loss 1\.000/), '']);
  });

  it('ends the open line after a divergence', async () => {
    const screen = new Screen(80);
    await expect(trainOn(screen, stepOf(['mean'], 1e25), { epochs: 5 })).rejects.toThrow(DivergenceError);
    expect(screen.lines).toEqual([expect.stringMatching(/^epoch 1\/5 \[/), '']);
  });

  it('adds nothing after a training that it has not shown', async () => {
    const screen = new Screen(80);
    await expect(trainOn(screen, stepOf(['mean']), { batchSize: 5 })).rejects.toThrow(ArgumentError);
    expect(screen.lines).toEqual(['']);
  });
});

describe('without a terminal', () => {
  it('prints a line per epoch', async () => {
    const { lines, callback } = onLines('digits');
    const data = images([1, 1, 1], Float32Array.of(1, 1));
    const validation = images([1, 1, 1], Float32Array.of(0.5));
    await fit(stepOf(['mean'], 0), data, { epochs: 2, validation, callbacks: [callback] });
    expect(lines).toEqual([
      expect.stringMatching(
        /^digits, epoch 1\/2 {2}loss 1\.000 {2}validation loss 0\.2500 {2}.*images\/s {2}\d\.\d s$/,
      ),
      expect.stringMatching(
        /^digits, epoch 2\/2 {2}loss 1\.000 {2}validation loss 0\.2500 {2}.*images\/s {2}\d\.\d s$/,
      ),
    ]);
  });

  it('prints a line every 30 s within a long epoch', async () => {
    vi.useFakeTimers();
    const { lines, callback } = onLines();
    for (let step = 1; step <= 10; step++) {
      await callback.onProgress?.(progress({ step, steps: 10 }));
      vi.advanceTimersByTime(10_000);
    }
    await callback.onEpochEnd?.(record());
    await callback.onProgress?.(progress({ epoch: 4, step: 1 }));
    await callback.onEnd?.();
    expect(lines).toEqual([
      'epoch 3/20  40 %  loss 0.01235  1:20 left  12,345 images/s',
      'epoch 3/20  70 %  loss 0.01235  1:20 left  12,345 images/s',
      'epoch 3/20  loss 0.01235  9,877 images/s  4.2 s',
    ]);
  });

  it('prints to the console of a page or a worker', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    progressOn(consoleOutput()).onEpochEnd?.(record({ validation: { loss: Number.NaN }, imagesPerSecond: 0.25 }));
    expect(log.mock.calls).toEqual([['epoch 3/0  loss 0.01235  validation loss NaN  0.3 images/s  4.2 s']]);
  });
});

it('refuses options that it does not have', () => {
  expect(() => progressBar({ nmae: 'digits' } as object)).toThrow(/nmae/);
  expect(() => progressBar({ name: 1 } as object)).toThrow(ArgumentError);
});
