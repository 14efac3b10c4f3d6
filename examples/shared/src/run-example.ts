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

/** An example: the experiments of a published report, repeated. */
export interface Example<S extends object> {
  /** The name of its folder. */
  readonly name: string;
  readonly title: string;
  /** The first line of `--help`, and the subtitle of the report. */
  readonly summary: string;
  /** The settings of the two sizes, as plain JSON. */
  readonly sizes: { readonly fast: S; readonly full: S };
  /** Returns the sections of the report, in order. */
  run(context: ExampleContext<S>): Promise<readonly Section[]>;
}

export interface ExampleContext<S extends object> {
  readonly options: Options;
  readonly settings: S;
  readonly digits: Digits;
  readonly parts: Parts;
  /** {@link trainAll} with the parts, the images and the seed of this run. */
  trainAll<T extends Named, R>(script: URL, trainings: readonly T[]): Promise<Trained<T, R>[]>;
}

/** A section of the report, with the figures that belong to it. */
export interface Section extends ReportSection {
  /** Its rows of the table that compares the published report with this run, by their names. */
  readonly comparison?: Readonly<Record<string, readonly [reported: string, measured: string]>>;
  /** Its entries of `metrics.json`, as plain JSON. Entries of one name from several sections are merged. */
  readonly metrics?: Readonly<Record<string, object | string | number>>;
}

/** Runs an example as its command line says. Writes `report.html`, `metrics.json` and the pictures as PNG files. */
export async function runExample<S extends object>(example: Example<S>): Promise<void> {
  try {
    const given = parseOptions(process.argv.slice(2));
    if (given === undefined) console.log(helpOf(example.name, example.summary));
    else await runWith(example, await settleOptions(example.name, given));
  } catch (error) {
    // An error that a user can fix needs no stack trace.
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
    `Finished parts are kept in ${join(out, 'parts')}; after an interruption, the same command continues from there.`,
  );
  await useWasmBackend();
  const settings = fast ? sizes.fast : sizes.full;
  const choice = { data, fast };
  const digits = await loadDigits(choice);
  const { train, validation, test } = digits;
  console.log(`Training on ${count(train.size)} ${data === 'mnist' ? 'MNIST images' : 'synthetic digits'}`);
  const sections = await run({
    ...{ options, settings, parts, digits },
    trainAll: (script, trainings) => trainAll({ script, trainings, digits: choice, seed, parts }),
  });
  const comparison = sections.flatMap((section) =>
    Object.entries(section.comparison ?? {}).map(([item, [reported, measured]]) => {
      // The reported figure was measured on MNIST and does not compare with figures on other data.
      return { item, reported: data === 'mnist' ? reported : 'on other data', measured };
    }),
  );
  const metrics = merged(sections.map((section) => section.metrics ?? {}));

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
    columns: ['', 'reported', 'measured here'],
    rows: comparison.map(({ item, reported, measured }) => [item, reported, measured]),
    caption: `Trained on ${count(images.train)} images, selected on ${count(images.validation)} validation images, measured on ${count(images.test)} test images.`,
  };
  const report = htmlReport({
    title: `${title}, on ${dataName}`,
    subtitle: summary,
    sections: [
      { heading: 'Reported and measured', blocks: [table] },
      ...sections.map(({ heading, blocks }) => ({ heading, blocks })),
    ],
    run: { ...facts, started, configuration: { command, ...configuration } },
  });
  await writeWhole(join(out, 'report.html'), report);
  console.log('| | reported | measured here |\n|---|---|---|');
  for (const { item, reported, measured } of comparison) console.log(`| ${item} | ${reported} | ${measured} |`);
  console.log(`Report: ${join(out, 'report.html')}`);
}

/** Merges the entries of all objects, and the content of entries of one name. */
function merged(objects: readonly NonNullable<Section['metrics']>[]): NonNullable<Section['metrics']> {
  const all: Record<string, object | string | number> = {};
  for (const [name, value] of objects.flatMap(Object.entries)) {
    all[name] = name in all ? { ...Object(all[name]), ...value } : value;
  }
  return all;
}

/** The pictures of a report that have a file name, with that name. */
function picturesOf(sections: readonly ReportSection[]): [string, string][] {
  return sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'picture' && block.fileName && block.svg ? [[block.fileName, block.svg]] : []));
}

function count(images: number): string {
  return images.toLocaleString('en-US');
}
