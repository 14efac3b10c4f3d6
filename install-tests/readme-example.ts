import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The packages that the README's first install line names. */
export const installLine: readonly string[] = block('sh', /npm install (.*)/s)
  .split(/[\s\\]+/)
  .filter((name) => name !== '');

/** The README's first example, with 1,000 images and one epoch instead of 2,000 and five. */
export const readmeExample: string = [
  { pattern: /size: 2000/, replacement: 'size: 1000' },
  { pattern: /epochs: \d+/, replacement: 'epochs: 1' },
].reduce((code, { pattern, replacement }) => replace(code, pattern, replacement), block('ts', /(.*)/s));

/** The result of an example: its scores, and the error of the model after saving and loading. */
export interface Outcome {
  readonly backend: string;
  readonly threads: number;
  readonly mse: number;
  readonly ssim: number;
  readonly loadedMse: number;
}

/** The code that is appended to the example: it loads the saved model and collects the {@link Outcome}. */
const outcome = (place: string) => `
const loaded = await Autoencoder.load('${place}');
const scores = await evaluateReconstruction(loaded, syntheticDigits({ size: 200, seed: 2 }));
const outcome = {
  backend: tf.getBackend(),
  threads: wasmThreads(),
  mse: mse.mean,
  ssim: ssim.mean,
  loadedMse: scores.mse.mean,
};
`;

/** The imports of the code that is appended. */
const imports = `import { wasmThreads } from '@ae-lab/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
`;

/** The example as an ES module for Node. The last line that it prints is its {@link Outcome}. */
export const esModule = `${imports}${readmeExample}${outcome('runs/my-model')}
console.log(JSON.stringify(outcome));
`;

/** The same in CommonJS, with `require` and without `await` outside of functions. */
export const commonJs: string = asCommonJs(esModule);

/**
 * Returns the example as a module for browsers, which exports its {@link Outcome}. It needs a variable `wasmUrl`.
 *
 * @param place where the model is saved: `indexeddb://name`.
 */
export function browserModule(place: string): string {
  const started = replace(readmeExample, /useWasmBackend\(\)/, 'useWasmBackend({ wasmUrl })');
  const code = replace(started, /'runs\/my-model'/, `'${place}'`);
  return `${imports}${code}${outcome(place)}\nexport { outcome };\n`;
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
  if (found === undefined) throw new Error(`The README has no matching ${language} block.`);
  return found;
}

function replace(text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) throw new Error(`The README's example does not match ${pattern}.`);
  return text.replace(pattern, replacement);
}
