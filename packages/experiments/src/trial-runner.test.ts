import { expect, it } from 'vitest';
import type { Trial } from './trial';
import { inProcess } from './trial-runner';

const trial: Trial<{ units: number[] }> = { settings: { units: [8] }, seed: 3 };

it('passes settings, seed and signal to a trial, the settings as a copy', async () => {
  const { signal } = new AbortController();
  const runner = inProcess<{ units: number[] }>((given) => {
    expect(given).toEqual({ ...trial, signal });
    given.settings.units.push(16);
    return { score: given.seed };
  });
  expect(await runner.run(trial, signal)).toEqual({ score: 3 });
  expect(trial.settings.units).toEqual([8]);
  expect(runner.concurrency).toBe(1);
  await runner.close();
});

it('rejects with the error of a trial, thrown at once or later', async () => {
  expect(() => inProcess(undefined as never)).toThrow('trialFunction: expected a function');
  const { signal } = new AbortController();
  const atOnce = inProcess(() => {
    throw new TypeError('at once');
  });
  await expect(atOnce.run(trial, signal)).rejects.toThrow('at once');
  await expect(inProcess(() => Promise.reject(new Error('later'))).run(trial, signal)).rejects.toThrow('later');
});

it('rejects when aborted, whatever the trial does then, and starts no other trial', async () => {
  const abort = new AbortController();
  let started = 0;
  let end = (_: Error) => {};
  const runner = inProcess(({ signal }) => {
    started++;
    expect(signal).toBe(abort.signal);
    return new Promise((_, reject) => {
      end = reject;
    });
  });
  const run = runner.run(trial, abort.signal);
  setTimeout(() => abort.abort(new Error('enough')), 10);
  await expect(run).rejects.toThrow('enough');
  end(new Error('a late failure has no effect'));
  await expect(runner.run(trial, abort.signal)).rejects.toThrow('enough');
  expect(started).toBe(1);
});

it('can be aborted between trials that only compute', async () => {
  const abort = new AbortController();
  const runner = inProcess(() => ({ score: 1 }));
  setTimeout(() => abort.abort(new Error('enough')));
  const runForEver = async () => {
    for (;;) await runner.run(trial, abort.signal);
  };
  await expect(runForEver()).rejects.toThrow('enough');
});
