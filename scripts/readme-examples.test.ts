import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * A code block of a README or guide. Each ```ts block is type-checked and run as a user would run it: in Node ESM, against the
 * built packages, without data sets. Blocks marked ```ts no-run are only type-checked. So are ```js blocks, which are for pages.
 */
interface Example {
  readonly title: string;
  readonly code: string;
  readonly runs: boolean;
}

const root = join(import.meta.dirname, '..');
const published = readdirSync(join(root, 'packages')).filter(
  (name) => !JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).private,
);
const readmes = ['README.md', ...published.map((name) => `packages/${name}/README.md`)];
const guides = readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`);
const examples = [...readmes, ...guides].flatMap(examplesOf);

function examplesOf(document: string): Example[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```(ts|ts no-run|js)\n(.*?)^```$/gms)].map(({ index, 1: kind, 2: code }) => ({
    title: `${document}:${text.slice(0, index).split('\n').length}`,
    code,
    runs: kind === 'ts',
  }));
}

/** A folder inside the repository, so that its node_modules are found. */
let folder: string;
const viteTypes = () => join(folder, 'vite.d.ts');
const fileOf = (example: Example) => join(folder, `example-${examples.indexOf(example)}.ts`);

beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache/readme-examples-'));
  for (const example of examples) writeFileSync(fileOf(example), `${example.code}export {};\n`);
  // The type that Vite gives an import with `?url`.
  writeFileSync(viteTypes(), "declare module '*?url' {\n  const url: string;\n  export default url;\n}\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(readmes)('%s has an example that runs', (readme) => {
  expect(examples.some(({ title, runs }) => runs && title.startsWith(`${readme}:`))).toBe(true);
});

it('the examples type-check against the built types', () => {
  const program = ts.createProgram([...examples.map(fileOf), viteTypes()], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const example = examples.find((candidate) => file?.fileName.endsWith(fileOf(candidate).slice(folder.length)));
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${example?.title}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(problems).toEqual([]);
});

it('the examples are plain JavaScript, except in the guides that say otherwise', () => {
  const typed = /writing-a-model|sweeps/;
  const plain = examples.filter(({ title }) => !typed.test(title));
  const names = plain.map((example) => fileOf(example).replace(/ts$/, 'js'));
  plain.forEach(({ code }, i) => {
    writeFileSync(names[i], code);
  });
  const program = ts.createProgram(names, { allowJs: true, noResolve: true, noLib: true });
  const problems = program.getSyntacticDiagnostics().map(({ file, messageText }) => {
    return `${plain[names.indexOf(file.fileName)]?.title}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(problems).toEqual([]);
});

describe('runs', () => {
  it.each(examples.filter(({ runs }) => runs))('$title', async (example) => {
    const options = { cwd: folder, env: { ...process.env, AE_LAB_DATA_DIR: undefined } };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', fileOf(example)], options);
  });
});
