import { digest, pathBelow, readTextIfPresent, writeText } from '#platform';
import { canonicalJson } from './canonical-json';
import { metricsProblem, objectiveProblem, type Trial, type TrialResult } from './trial';

/**
 * The results of trials in a folder, one JSON file per trial. A file's name is a digest of the trial: settings, seed, budget
 * and the fold's positions.
 */
export class TrialStore {
  /** Problems of stored files, each with the file's name. */
  readonly warnings: string[] = [];

  constructor(private readonly folder: string) {}

  /** Returns the result of an earlier trial that finished and has the objective among its metrics. */
  async find(trial: Trial, objective: string): Promise<TrialResult | undefined> {
    const path = this.pathOf(trial);
    const text = await readTextIfPresent(path);
    if (text === undefined) return undefined;
    const stored = parse(text);
    if (stored?.failure !== undefined) return undefined;
    const problem = problemOf(stored, trial, objective);
    if (problem === undefined) return { metrics: stored?.metrics, seconds: Number(stored?.seconds) };
    this.warnings.push(`${path}: not usable (${problem}); the trial was run again.`);
    return undefined;
  }

  /** Writes a result atomically. */
  async keep(trial: Trial, result: TrialResult): Promise<void> {
    const { settings, seed, budget, fold } = trial;
    const record = { settings, seed, budget, fold: fold && { index: fold.index, count: fold.count }, ...result };
    await writeText(this.pathOf(trial), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Writes a description of the search, for people who open the folder later. */
  async describe(search: object): Promise<void> {
    await writeText(pathBelow(this.folder, 'search.json'), `${JSON.stringify(search, null, 2)}\n`);
  }

  private pathOf({ settings, seed, budget, fold }: Trial): string {
    const positions = fold && { train: String(fold.train), validation: String(fold.validation) };
    const key = canonicalJson('trial', { settings, seed, budget, fold: positions });
    return pathBelow(this.folder, `trial-${digest(key)}.json`);
  }
}

function parse(text: string): Partial<Trial & TrialResult> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns the problem of a stored trial that should be a finished `trial`; undefined if there is none. */
function problemOf(stored: ReturnType<typeof parse>, trial: Trial, objective: string): string | undefined {
  if (stored === undefined) return 'it is not a JSON object';
  const { metrics = {}, seconds } = stored;
  const identity = ({ settings, seed }: Partial<Trial>) => canonicalJson('trial', { settings, seed });
  if (identity(stored) !== identity(trial)) return 'it holds another trial';
  const problem = metricsProblem(metrics) ?? objectiveProblem(metrics, objective);
  return problem ?? (Number.isFinite(seconds) ? undefined : 'it holds no time');
}
