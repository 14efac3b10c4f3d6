import { ArgumentError, higherIsBetter, type Metrics, type Read } from '@ae-lab/base';
import { canonicalJson } from './canonical-json';
import { ResultTable } from './result-table';
import type { SEARCH_OPTIONS, SearchOptions } from './search-options';
import { metricsProblem, objectiveProblem, reasonOf, type Trial, type TrialRecord, type TrialResult } from './trial';
import { inProcess, type TrialRunner } from './trial-runner';
import { TrialStore } from './trial-store';

/** The result of a trial without its time. */
type Outcome = Omit<TrialResult, 'seconds'>;

/** Trials that will follow those being run. */
interface Later {
  readonly trials: number;
  /** The sum of their budgets. */
  readonly cost: number;
}

/** Runs trials, stores their results and reports the progress. */
export class Search<S extends object> {
  private readonly runner: TrialRunner;
  private readonly direction: 'minimize' | 'maximize';
  private readonly store: TrialStore | undefined;
  /** Aborted by the caller, or when the search itself cannot continue. */
  private readonly stop = new AbortController();
  private done = 0;
  private failed = 0;
  /** Whether any trial had the objective among its metrics, which shows that its name is right. */
  private objectiveSeen = false;
  private startedAt = 0;
  private costRun = 0;

  constructor(private readonly options: Read<typeof SEARCH_OPTIONS>) {
    const { run, objective, direction, folder } = options;
    this.direction = direction ?? (higherIsBetter(objective) ? 'maximize' : 'minimize');
    this.runner = typeof run === 'function' ? inProcess(run) : run;
    this.store = folder === undefined ? undefined : new TrialStore(folder);
  }

  /** Stores a description of the search as JSON, if there is a folder. */
  async describe(search: object): Promise<void> {
    const { objective, seeds } = this.options;
    await this.store?.describe({ ...search, objective, direction: this.direction, seeds });
  }

  /** Returns the trials of all `settings` with all seeds, without duplicates. */
  trials(settings: readonly S[], rest: Pick<Trial, 'budget' | 'fold'> = {}): Trial<S>[] {
    const different = new Map(settings.map((one, i) => [canonicalJson(`settings[${i}]`, one), one]));
    const seeds = [...new Set(this.options.seeds)];
    return [...different.values()].flatMap((one) => seeds.map((seed) => ({ settings: one, seed, ...rest })));
  }

  /** Reuses stored results of `trials` and runs the others, as many at once as the runner can. */
  async run(trials: readonly Trial<S>[], later: Later = { trials: 0, cost: 0 }): Promise<TrialRecord<S>[]> {
    const { signal } = this.options;
    const abort = () => this.stop.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    try {
      return await this.runAll(trials, later);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Returns the table of all records. */
  table(records: readonly TrialRecord<S>[]): ResultTable<S> {
    const { direction } = this;
    const { objective } = this.options;
    const stopped = records.every(({ result }) => result) ? 'completed' : 'aborted';
    return new ResultTable(records, { objective, direction, stopped, warnings: this.store?.warnings ?? [] });
  }

  private async runAll(trials: readonly Trial<S>[], later: Later): Promise<TrialRecord<S>[]> {
    const results = new Array<TrialResult | undefined>(trials.length);
    const total = this.done + trials.length + later.trials;
    let cost = later.cost + sum(trials.map(costOf));
    const onProgress = this.options.onProgress as SearchOptions<S>['onProgress'];
    const end = async (i: number, result: TrialResult) => {
      results[i] = result;
      this.done++;
      cost -= costOf(trials[i]);
      if (result.failure !== undefined) this.failed++;
      const { done, failed, costRun } = this;
      const secondsLeft = costRun > 0 ? (secondsSince(this.startedAt) / costRun) * cost : undefined;
      await onProgress?.({ done, total, failed, secondsLeft, last: { ...trials[i], ...result } });
    };

    const toRun: number[] = [];
    for (const [i, trial] of trials.entries()) {
      const kept = await this.store?.find(trial, this.options.objective);
      if (kept) this.objectiveSeen = true;
      if (kept) await end(i, kept);
      else toRun.push(i);
    }
    if (this.costRun === 0) this.startedAt = performance.now();
    const lane = async () => {
      for (let i = toRun.shift(); i !== undefined && !this.stop.signal.aborted; i = toRun.shift()) {
        const result = await this.runOne(trials[i]);
        if (!result) return;
        await this.store?.keep(trials[i], result);
        this.costRun += costOf(trials[i]);
        await end(i, result);
      }
    };
    const stopOthers = (error: unknown) => {
      this.stop.abort();
      throw error;
    };
    const lanes = Array.from({ length: this.runner.concurrency }, () => lane().catch(stopOthers));
    for (const outcome of await Promise.allSettled(lanes)) if (outcome.status === 'rejected') throw outcome.reason;
    return trials.map((trial, i) => ({ trial, result: results[i] }));
  }

  /** Returns the result of a trial; undefined if the search was stopped meanwhile. */
  private async runOne(trial: Trial<S>): Promise<TrialResult | undefined> {
    const { trialTimeoutMs } = this.options;
    const limit = new AbortController();
    const timer = trialTimeoutMs === undefined ? undefined : setTimeout(() => limit.abort(), trialTimeoutMs);
    const start = performance.now();
    let outcome: Outcome;
    try {
      const returned = await this.runner.run(trial, AbortSignal.any([this.stop.signal, limit.signal]));
      const failure = metricsProblem(returned);
      outcome = failure === undefined ? { metrics: { ...(returned as Metrics) } } : { failure };
    } catch (error) {
      outcome = { failure: reasonOf(error) };
    } finally {
      clearTimeout(timer);
    }
    const seconds = secondsSince(start);
    if (this.stop.signal.aborted) return undefined;
    // A trial that obeys the signal returns the metrics of an unfinished training.
    if (limit.signal.aborted) outcome = { failure: `did not end within ${trialTimeoutMs} ms` };
    else if (outcome.metrics) outcome = this.withObjective(outcome.metrics);
    return { ...outcome, seconds };
  }

  /** Turns metrics without the objective into a failure. If no trial has had it, its name is wrong, which ends the search. */
  private withObjective(metrics: Metrics): Outcome {
    const { objective } = this.options;
    const failure = objectiveProblem(metrics, objective);
    if (failure !== undefined && !this.objectiveSeen) {
      const names = Object.keys(metrics).join(', ') || 'none';
      throw new ArgumentError('objective', `one of the metrics that trials return (${names})`, objective);
    }
    this.objectiveSeen = true;
    return failure === undefined ? { metrics } : { failure };
  }
}

function costOf({ budget = 1 }: Trial): number {
  return budget;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
