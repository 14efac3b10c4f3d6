import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { AeLabError } from '@ae-lab/core';
import { htmlReport, type ReportBlock, type ReportSection, toPng } from '@ae-lab/viz';
import manifest from '../package.json' with { type: 'json' };
import { type Digits, loadDigits } from './digits';
import { helpOf, parseOptions } from './options';
import { json, Parts, writeWhole } from './parts';
import { type Options, settleOptions } from './settle-options';
import { type Named, type Trained, trainAll } from './train-all';

/** An experiment of a published report, done again. */
export interface Example<S extends object> {
  /** Of its folder. */
  readonly name: string;
  readonly title: string;
  /** For `--help` and below the title of the report. */
  readonly summary: string;
  /** The settings of the two sizes, plain JSON. */
  readonly sizes: { readonly fast: S; readonly full: S };
  run(context: ExampleContext<S>): Promise<ExampleResult>;
}

export interface ExampleContext<S extends object> {
  readonly options: Options;
  readonly settings: S;
  readonly digits: Digits;
  readonly parts: Parts;
  /** {@link trainAll} of this run's parts, images and seed. */
  trainAll<T extends Named, R>(script: URL, trainings: readonly T[]): Promise<Trained<T, R>[]>;
}

/** A row of the table that sets the published report beside this run. */
export interface Comparison {
  readonly item: string;
  readonly reported: string;
  readonly measured: string;
}

export interface ExampleResult {
  readonly comparison: readonly Comparison[];
  /** What `metrics.json` keeps, plain JSON. */
  readonly metrics: object;
  readonly sections: readonly ReportSection[];
}

/** The `main` of an example: writes `report.html`, `metrics.json` and every picture as PNG to the folder of the run. */
export async function runExample<S extends object>(example: Example<S>): Promise<void> {
  try {
    const given = parseOptions(process.argv.slice(2));
    if (given === undefined) console.log(helpOf(example.name, example.summary));
    else await runWith(example, await settleOptions(example.name, given));
  } catch (error) {
    // What a user can mend needs no stack trace.
    const { message, code = '' } = error as NodeJS.ErrnoException;
    const known = error instanceof AeLabError || message?.startsWith('--') || code.startsWith('ERR_PARSE_ARGS');
    console.error(known ? `${message}\nSee npm run example -- ${example.name} --help` : error);
    process.exitCode = 1;
  }
}

async function runWith<S extends object>({ name, title, summary, sizes, run }: Example<S>, options: Options) {
  const { fast, data, dataName, seed, out } = options;
  const started = new Date();
  const parts = new Parts(join(out, 'parts'));
  console.log(
    `Finished parts are kept in ${join(out, 'parts')}: after an interruption the same command goes on there.`,
  );
  await useWasmBackend();
  const settings = fast ? sizes.fast : sizes.full;
  const choice = { data, fast };
  const digits = await loadDigits(choice);
  const { train, validation, test } = digits;
  console.log(`Training on ${count(train.size)} ${data === 'mnist' ? 'MNIST images' : 'synthetic digits'}`);
  const { metrics, sections, ...result } = await run({
    ...{ options, settings, parts, digits },
    trainAll: (script, trainings) => trainAll({ script, trainings, digits: choice, seed, parts }),
  });
  const comparison = data === 'mnist' ? result.comparison : result.comparison.map(withoutReported);

  const configuration = { size: fast ? 'fast' : 'full', data, ...settings };
  const facts = {
    seed,
    seconds: Math.round(parts.seconds),
    machine: `${cpus()[0]?.model} (${cpus().length} cores), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    versions: { node: process.version, ...manifest.dependencies },
  };
  const command = ['npm run example --', name, ...process.argv.slice(2)].join(' ');
  const images = { train: train.size, validation: validation.size, test: test.size };
  const written = { example: name, command, data: dataName, configuration, images, ...facts, comparison, metrics };
  await writeWhole(join(out, 'metrics.json'), json(written));
  for (const [file, svg] of picturesOf(sections)) await writeWhole(join(out, `${file}.png`), await toPng(svg));
  const table: ReportBlock = {
    type: 'table',
    columns: ['', 'reported there', 'measured here'],
    rows: comparison.map(({ item, reported, measured }) => [item, reported, measured]),
    caption: `${count(images.train)} training images; choices on ${count(images.validation)} validation images; figures on ${count(images.test)} test images.`,
  };
  const report = htmlReport({
    title: `${title}, on ${dataName}`,
    subtitle: summary,
    sections: [{ heading: 'Reported and measured', blocks: [table] }, ...sections],
    run: { ...facts, started, configuration: { command, ...configuration } },
  });
  await writeWhole(join(out, 'report.html'), report);
  console.log('| | reported there | measured here |\n|---|---|---|');
  for (const { item, reported, measured } of comparison) console.log(`| ${item} | ${reported} | ${measured} |`);
  console.log(`Report: ${join(out, 'report.html')}`);
}

/** Leaves out what the published report says: it is about MNIST, and does not compare with figures on other data. */
function withoutReported(row: Comparison): Comparison {
  return { ...row, reported: 'on other data' };
}

/** The pictures of a report that have a file name. */
function picturesOf(sections: readonly ReportSection[]): [string, string][] {
  return sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'picture' && block.fileName && block.svg ? [[block.fileName, block.svg]] : []));
}

function count(images: number): string {
  return images.toLocaleString('en-US');
}
