import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The packages that the README's first install line names. */
export const installLine: readonly string[] = block('sh', /npm install (.*)/s)
  .split(/[\s\\]+/)
  .filter((name) => name !== '');

/** The README's first example, with 1,000 images and one epoch in place of its 2,000 and five. */
export const readmeExample: string = [
  { pattern: /size: 2000/, replacement: 'size: 1000' },
  { pattern: /epochs: \d+/, replacement: 'epochs: 1' },
].reduce((code, { pattern, replacement }) => replace(code, pattern, replacement), block('ts', /(.*)/s));

/** What an example found: its scores, and that of the model loaded from where it was saved. */
export interface Outcome {
  readonly backend: string;
  readonly mse: number;
  readonly ssim: number;
  readonly loadedMse: number;
}

/** Appended to the example. */
const outcome = (place: string) => `
const loaded = await Autoencoder.load('${place}');
const scores = await evaluateReconstruction(loaded, syntheticDigits({ size: 200, seed: 2 }));
const outcome = {
  backend: tf.getBackend(),
  mse: mse.mean,
  ssim: ssim.mean,
  loadedMse: scores.mse.mean,
};
`;

/** The example as an ES module for Node, which prints its {@link Outcome} in its last line. */
export const esModule = `import * as tf from '@tensorflow/tfjs-core';
${readmeExample}${outcome('runs/my-model')}
console.log(JSON.stringify(outcome));
`;

/** The same in CommonJS, which has `require` and no `await` outside of functions. */
export const commonJs: string = asCommonJs(esModule);

/**
 * The example for browsers, where `wasmUrl` must be there and models are saved in IndexedDB; exports its {@link Outcome}.
 *
 * @param place of the saved model: `indexeddb://name`.
 */
export function browserModule(place: string): string {
  const started = replace(readmeExample, /useWasmBackend\(\)/, 'useWasmBackend({ wasmUrl })');
  const code = replace(started, /'runs\/my-model'/, `'${place}'`);
  return `import * as tf from '@tensorflow/tfjs-core';\n${code}${outcome(place)}\nexport { outcome };\n`;
}

function asCommonJs(code: string): string {
  const required = code
    .replace(/^import \* as (\w+) from ('.*');$/gm, 'const $1 = require($2);')
    .replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);');
  const [imports, body] = [/^const .* = require\(.*\);$/, /^(?!const .* = require\()/].map((pattern) =>
    required
      .split('\n')
      .filter((line) => pattern.test(line))
      .join('\n'),
  );
  return `${imports}\n(async () => {\n${body}})();\n`;
}

function block(language: string, content: RegExp): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, found]) => found === language);
  const found = blocks.map(([, , text]) => content.exec(text)?.[1]).find((text) => text !== undefined);
  if (found === undefined) throw new Error(`The README has no such ${language} block.`);
  return found;
}

function replace(text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) throw new Error(`The README's example holds no ${pattern}.`);
  return text.replace(pattern, replacement);
}
