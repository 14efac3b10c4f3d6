import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { availableCores } from '@ae-lab/base/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { published } from '../scripts/pack.mjs';
import { bundle } from './bundle';
import { type Installation, installPackages, npmInstall, run } from './installation';
import { hasChromium, Pages } from './pages';
import { commonJs, esModule, installLine, type Outcome, readmeExample } from './readme-example';
import { type ModuleResolution, typeErrors } from './type-errors';

/** Whether to run everything, as `npm run test:install` does. `npm test` skips slow checks that seldom fail alone. */
// biome-ignore lint/suspicious/noUndeclaredEnvVars: vitest's --mode, not an environment variable.
const all = import.meta.env.MODE === 'all';
const names = [...published.keys()].map(({ name }) => name);
const short = (name: string) => name.replace('@ae-lab/', '');

// The hooks and tests read and write many files.
vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

let installation: Installation;
beforeAll(async () => {
  installation = await installPackages();
});
afterAll(() => installation?.remove());

describe('what npm installs', () => {
  /** Licences that only require their text to be kept. */
  const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Zlib'];
  const OTHER_LICENCES = {
    // File-level copyleft, used unmodified; draws PNGs in Node.
    '@resvg/resvg-js': 'MPL-2.0',
    // The licence of Bitstream Vera, as permissive as MIT; the changes to it are in the public domain.
    'dejavu-fonts-ttf': 'SEE LICENSE IN README.md AND LICENSE',
  };
  const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

  it('needs only the install line of the README', () => {
    const imported = [...readmeExample.matchAll(/ from '(.*)';$/gm)].map(([, name]) => name);
    const manifests = [...published.keys()].filter(({ name }) => installLine.includes(name));
    const peers = manifests.flatMap(({ peerDependencies = {} }) => Object.keys(peerDependencies));
    expect(installLine).toEqual(expect.arrayContaining([...imported, ...peers]));
  });

  it.each(['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', ...names])('has one copy of %s', (name) => {
    const copies = [...installation.locked.keys()].filter((path) => nameOf(path) === name);
    expect(copies).toEqual([`node_modules/${name}`]);
  });

  it('runs no install script', () => {
    const scripted = [...installation.locked].filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([path]) => nameOf(path))).toEqual([]);
  });

  it('is under permissive licences, except for two known packages', () => {
    const others = [...installation.locked]
      .map(([path, { license = 'none' }]) => ({ name: nameOf(path).replace(/(resvg-js)-.*/, '$1'), license }))
      .filter(
        ({ license }) =>
          !license
            .replace(/[()]/g, '')
            .split(' AND ')
            .every((name) => PERMISSIVE.includes(name)),
      );
    expect(Object.fromEntries(others.map(({ name, license }) => [name, license]))).toEqual(OTHER_LICENCES);
  });
});

describe.concurrent("the README's first example", () => {
  let reference: Outcome;

  /** Checks an outcome: all programs train the same network on the same images, but JavaScript engines round differently. */
  function expectGood({ backend, threads, mse, ssim, loadedMse }: Outcome, expectedThreads = reference.threads): void {
    expect(backend).toBe('wasm');
    expect(threads).toBe(expectedThreads);
    expect(mse / reference.mse).toBeCloseTo(1, 1);
    expect(ssim).toBeCloseTo(reference.ssim, 1);
    expect(loadedMse).toBeCloseTo(mse, 6);
  }

  async function runNode(node: string, file: string, variables?: Record<string, string>): Promise<Outcome> {
    const lines = (await run(installation.folder, node, [file], variables)).trim().split('\n');
    return JSON.parse(lines[lines.length - 1]);
  }

  beforeAll(async () => {
    installation.write('example.mjs', esModule);
    installation.write('example.cjs', commonJs);
    reference = await runNode(process.execPath, 'example.mjs');
  });

  it('learns, as an ES module in Node', () => {
    expect(reference.mse).toBeLessThan(0.1);
    expectGood(reference);
  });

  it('trains on all cores without any option, to the bits of one thread', async () => {
    expect(reference.threads).toBe(Math.min(availableCores(), 8));
    const onOne = await runNode(process.execPath, 'example.mjs', { AE_LAB_THREADS: '1' });
    expect({ ...onOne, threads: reference.threads }).toEqual(reference);
    expect(onOne.threads).toBe(1);
  });

  it('runs as CommonJS in Node, with the same result', async () => {
    expect(await runNode(process.execPath, 'example.cjs')).toEqual(reference);
  });

  it('runs with half of the packages as ES modules and half as CommonJS', async () => {
    const metrics = /^import (\{.*\}) from ('@ae-lab\/metrics');$/m;
    const required = "import { createRequire } from 'node:module';\nconst $1 = createRequire(import.meta.url)($2);";
    installation.write('mixed.mjs', esModule.replace(metrics, required));
    expect(await runNode(process.execPath, 'mixed.mjs')).toEqual(reference);
  });

  describe('in other versions of Node', () => {
    const versions = [20, 22, 24].filter((version) => !process.version.startsWith(`v${version}.`));
    beforeAll(async () => {
      mkdirSync(join(installation.folder, 'versions'));
      installation.write('versions/package.json', '{}');
      const binaries = `npm:node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
      await npmInstall(
        join(installation.folder, 'versions'),
        versions.map((version) => `node-${version}@${binaries}@${version}`),
      );
    });

    it.runIf(all).each(versions.flatMap((version) => ['mjs', 'cjs'].map((type) => [version, type] as const)))(
      'runs in Node %i, example.%s',
      async (version, type) => {
        const node = join(installation.folder, `versions/node_modules/node-${version}/bin/node`);
        expect(await run(installation.folder, node, ['--version'])).toMatch(new RegExp(`^v${version}\\.`));
        expectGood(await runNode(node, `example.${type}`));
      },
    );
  });

  describe('in Chromium', () => {
    let pages: Pages;
    beforeAll(async () => {
      pages = await Pages.open(installation);
    });
    afterAll(() => pages?.close());

    it.runIf(hasChromium).each([
      ['in a page that Vite built', 'vite/'],
      ['in a web worker that Vite built', 'vite/worker.html'],
      ['in a page with an import map and no bundler', 'import-map/'],
    ])('runs %s', async (_, path) => expectGood(await pages.outcomeOf(path), 1));
  });

  describe('in strict TypeScript with library checks', () => {
    const TFJS_ERRORS = [
      'node_modules/@tensorflow/tfjs-layers/dist/engine/training.d.ts: TS2420',
      'node_modules/@tensorflow/tfjs-layers/dist/keras_format/topology_config.d.ts: TS2411',
      'node_modules/@tensorflow/tfjs-layers/dist/keras_format/training_config.d.ts: TS2411',
      'node_modules/@tensorflow/tfjs-layers/dist/keras_format/types.d.ts: TS2411',
      'node_modules/@tensorflow/tfjs-layers/dist/layers/core.d.ts: TS2411',
    ];
    const resolutions: ModuleResolution[] = all ? ['node16', 'nodenext', 'bundler'] : ['node16', 'bundler'];
    beforeAll(() => {
      const everything = names.map((name) => `export * as ${short(name).replace('-', '')} from '${name}';\n`).join('');
      for (const type of ['mts', 'cts']) installation.write(`everything.${type}`, everything);
      installation.write('example.mts', `${readmeExample}export {};\n`);
    });

    it.each(resolutions)('has no errors with moduleResolution %s except those of TensorFlow.js', async (resolution) => {
      const files = ['example.mts', 'everything.mts', ...(resolution === 'bundler' ? [] : ['everything.cts'])];
      expect([...new Set(await typeErrors(installation, resolution, files))].sort()).toEqual(TFJS_ERRORS);
    });
  });
});

describe('where Node forbids workers', () => {
  // Node 20 does not know the name that the option has today.
  const permission = ['--permission', '--experimental-permission'].find((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  )!;

  it('the wasm backend computes on one thread and says so once, whatever was asked for', async () => {
    const program = installation.write(
      'forbidden.mjs',
      `import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
await useWasmBackend();
await useWasmBackend({ threads: 4 });
console.log(wasmThreads(), tf.matMul(tf.ones([300, 200]), tf.ones([200, 300])).dataSync()[0]);
`,
    );
    const flags = [permission, '--allow-fs-read=*'];
    const output = await run(installation.folder, process.execPath, [...flags, program], { AE_LAB_THREADS: '3' });
    expect(output).toMatch(
      /^@ae-lab\/backend-wasm computes on one thread: threads cannot be started: Access .*[^.]\.\n1 200\n$/,
    );
  });
});

describe('a bundle for browsers', () => {
  it('contains no module of Node and one copy of TensorFlow.js', async () => {
    const entry = names.map((name) => `export * as ${short(name).replace('-', '')} from '${name}';\n`).join('');
    const { builtins, modules } = await bundle(installation, { everything: entry });
    // The package.json of these packages gives browsers an empty module instead.
    const allowed = ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-core', 'seedrandom'];
    expect(builtins.filter((importer) => !allowed.some((name) => importer.startsWith(`${name}/`)))).toEqual([]);
    expect(modules.filter((path) => /\/platform\/node\.|resvg|tinypool/.test(path))).toEqual([]);
    expect(modules.filter((path) => path.endsWith('/tfjs-core/dist/engine.js'))).toHaveLength(1);
  });

  it('contains only what it uses: psnr of @ae-lab/metrics takes less than 5 kB without tfjs-core', async () => {
    const { code } = await bundle(installation, { psnr: "export { psnr } from '@ae-lab/metrics';" }, [
      '@tensorflow/tfjs-core',
    ]);
    expect(code.get('psnr')).toContain('psnr');
    expect(code.get('psnr')?.length).toBeLessThan(5000);
  });
});

describe('"sideEffects": false', () => {
  it('is set in every package, so that a bundler drops unused packages', async () => {
    expect([...published.keys()].map(({ sideEffects }) => sideEffects)).toEqual(names.map(() => false));
    const entries = Object.fromEntries(names.map((name) => [short(name), `import '${name}';`]));
    const { code } = await bundle(installation, entries);
    expect(code).toEqual(new Map(names.map((name) => [short(name), ''])));
  });

  it('is true: importing the packages changes neither the global object nor TensorFlow.js', async () => {
    const program = installation.write(
      'side-effects.mjs',
      `import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
const snapshot = () => ({
  globals: Reflect.ownKeys(globalThis).map(String),
  kernels: tf.getKernelsForBackend('wasm').map(({ kernelName, kernelFunc }) => kernelName + kernelFunc),
  classes: Object.keys(tf.serialization.SerializationMap.getMap().classNameMap),
  backends: Object.keys(tf.engine().registryFactory),
  flags: tf.env().getFlags(),
  tensors: tf.engine().state.numTensors,
});
const before = JSON.stringify(snapshot());
for (const name of ${JSON.stringify(names)}) {
  await import(name);
  if (JSON.stringify(snapshot()) !== before) throw new Error(name + ' has side effects.');
}
`,
    );
    await run(installation.folder, process.execPath, [program]);
  });
});
