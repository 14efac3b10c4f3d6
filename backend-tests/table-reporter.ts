import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { SPEED_BATCH, SPEED_SIDE } from './speed';
import { type BackendResult, backendTable, type ModelResult } from './table';

const guide = join(import.meta.dirname, '../docs/guides/choosing-a-backend.md');
/** Comments that Markdown renderers do not show. */
const [begin, end] = ['[//]: # (table: begin)', '[//]: # (table: end)'];

/** Writes the results of the suite on all backends, and its training speeds, into the guide. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const results = new Map(modules.map((module) => [projectOf(module), resultOf(module)]));
    const text = readFileSync(guide, 'utf8');
    const [before, rest] = splitAt(text, `${begin}\n`);
    const [, after] = splitAt(rest, `\n${end}`);
    writeFileSync(guide, `${before}${begin}\n\n${introduction()}\n\n${backendTable(results)}\n\n${end}${after}`);
    console.log(`The table is in ${guide}.`);
  }
}

function introduction(): string {
  const [{ model }] = cpus();
  const machine = `${model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  return `Training images/s of small models, ${SPEED_SIDE} x ${SPEED_SIDE} pixels, batches of ${SPEED_BATCH} (${machine}, ${date}):`;
}

/** Returns the name of a project without the browser that Vitest appends. */
const projectOf = ({ project }: TestModule) => project.name.replace(/ \(.*/, '');

function resultOf(module: TestModule): BackendResult {
  const errors = module.errors();
  if (errors.length > 0) return errors[0].message;
  const models = new Map<string, ModelResult>();
  for (const test of module.children.allTests()) {
    const { parent } = test;
    // A test outside of any model names the reason why the backend is left out.
    if (parent.type !== 'suite') return test.name;
    const { failed = [], imagesPerSecond } = models.get(parent.name) ?? {};
    models.set(parent.name, {
      failed: test.result().state === 'failed' ? [...failed, test.name] : failed,
      imagesPerSecond: test.meta().imagesPerSecond ?? imagesPerSecond,
    });
  }
  return models;
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${guide} lacks the line ${mark.trim()}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
