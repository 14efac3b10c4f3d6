import { digest, pathBelow, readTextIfPresent, writeText } from '#platform';
import { canonicalJson } from './canonical-json';
import { metricsProblem, objectiveProblem, type Trial, type TrialResult } from './trial';

/**
 * The results of trials in a folder, one JSON file a trial. A file's name is a digest of everything that is given to the
 * trial: settings, seed, budget and the fold's positions.
 */
export class TrialStore {
  /** What was wrong with files of earlier trials, by name. */
  readonly warnings: string[] = [];

  constructor(private readonly folder: string) {}

  /** The result of an earlier trial that finished and has the objective among its metrics. */
  async find(trial: Trial, objective: string): Promise<TrialResult | undefined> {
    const path = this.pathOf(trial);
    const text = await readTextIfPresent(path);
    if (text === undefined) return undefined;
    try {
      const { settings, seed, metrics, failure, seconds } = JSON.parse(text);
      if (failure !== undefined) return undefined;
      if (canonicalJson('settings', settings) !== canonicalJson('settings', trial.settings) || seed !== trial.seed) {
        throw new Error('it holds another trial');
      }
      const problem = metricsProblem(metrics) ?? objectiveProblem(metrics, objective);
      if (problem !== undefined || !Number.isFinite(seconds)) throw new Error(problem ?? 'it holds no time');
      return { metrics, seconds };
    } catch (error) {
      this.warnings.push(`${path}: not usable (${(error as Error).message}); the trial was run again.`);
      return undefined;
    }
  }

  /** Writes a result whole or not at all. */
  async keep(trial: Trial, result: TrialResult): Promise<void> {
    const { settings, seed, budget, fold } = trial;
    const record = { settings, seed, budget, fold: fold && { index: fold.index, count: fold.count }, ...result };
    await writeText(this.pathOf(trial), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Writes down what is being searched, for whoever looks at the folder later. */
  async describe(search: object): Promise<void> {
    await writeText(pathBelow(this.folder, 'search.json'), `${JSON.stringify(search, null, 2)}\n`);
  }

  private pathOf({ settings, seed, budget, fold }: Trial): string {
    const positions = fold && { train: String(fold.train), validation: String(fold.validation) };
    const key = canonicalJson('trial', { settings, seed, budget, fold: positions });
    return pathBelow(this.folder, `trial-${digest(key)}.json`);
  }
}
