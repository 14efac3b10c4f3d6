import { TESTED_BACKENDS } from './backends.mjs';

/** The result of a model on a backend. */
export interface ModelResult {
  /** The names of its failed tests. */
  readonly failed: readonly string[];
  /** Training images a second, if measured. */
  readonly imagesPerSecond?: number;
}

/** The result of a backend: the reason why it did not run, or the results of all models by name. */
export type BackendResult = string | ReadonlyMap<string, ModelResult>;

/** Returns a Markdown table with a row per model and a column per backend, and a list of reasons for what does not run. */
export function backendTable(results: ReadonlyMap<string, BackendResult>): string {
  const columns = TESTED_BACKENDS.map(({ project, title }) => ({
    title,
    result: results.get(project) ?? 'it was left out of the run',
  }));
  const models = new Set(columns.flatMap(({ result }) => (typeof result === 'string' ? [] : [...result.keys()])));
  const rows = [...models].map((model) => [model, ...columns.map(({ result }) => cell(result, model))]);
  const lines = [['model', ...columns.map(({ title }) => title)], ['---', ...columns.map(() => '---:')], ...rows];
  const notes = columns.flatMap(({ title, result }) => notesOf(title, result));
  return [lines.map((line) => `| ${line.join(' | ')} |`).join('\n'), notes.map((note) => `- ${note}`).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function cell(result: BackendResult, model: string): string {
  if (typeof result === 'string') return 'not run';
  const { failed, imagesPerSecond } = result.get(model) ?? { failed: ['is missing'] };
  if (failed.length > 0) return 'fails';
  return imagesPerSecond === undefined ? 'runs' : Number(imagesPerSecond.toPrecision(2)).toLocaleString('en');
}

function notesOf(title: string, result: BackendResult): string[] {
  if (typeof result === 'string') return [`${title}: ${result}.`];
  return [...result]
    .filter(([, { failed }]) => failed.length > 0)
    .map(([model, { failed }]) => `${model} on ${title} fails: ${failed.join('; ')}.`);
}
