import { describe, expect, it } from 'vitest';
import { HELP, parseOptions } from './options';

describe('parseOptions', () => {
  it('has defaults that the help states', () => {
    const options = parseOptions([]);
    expect(options).toEqual({
      epochs: 5,
      latentDim: 10,
      batchSize: 128,
      learningRate: 0.01,
      backend: 'wasm',
      seed: 1,
      out: 'runs/quickstart',
    });
    const { data, ...values } = options ?? {};
    for (const value of Object.values(values)) expect(HELP).toContain(`(default: ${value})`);
  });

  it('reads every option', () => {
    const args =
      '--epochs 2 --latent-dim 3 --batch-size 4 --learning-rate 1e-3 --data a/b --backend cpu --seed 0 --out c';
    expect(parseOptions(args.split(' '))).toEqual({
      epochs: 2,
      latentDim: 3,
      batchSize: 4,
      learningRate: 0.001,
      data: 'a/b',
      backend: 'cpu',
      seed: 0,
      out: 'c',
    });
  });

  it('asks for help', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--epoch', '3'], /Unknown option '--epoch'/],
    [['mnist'], /Unexpected argument 'mnist'/],
    [['--epochs'], /argument missing/],
    [['--epochs', '0'], '--epochs: expected a whole number of at least 1, got "0".'],
    [['--epochs', '1.5'], '--epochs'],
    [['--latent-dim', 'NaN'], '--latent-dim: expected a whole number of at least 1, got "NaN".'],
    [['--batch-size', ''], '--batch-size'],
    [['--learning-rate', '0'], '--learning-rate: expected a number above 0, got "0".'],
    [['--learning-rate', 'Infinity'], '--learning-rate'],
    [['--seed', '-1'], '--seed'],
    [['--seed=-1'], '--seed: expected a whole number of at least 0, got "-1".'],
    [['--backend', 'webgl'], '--backend: expected wasm or cpu, got "webgl".'],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
