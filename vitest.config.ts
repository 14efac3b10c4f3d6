import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { TESTED_BACKENDS } from './backend-tests/backends.mjs';

const root = import.meta.dirname;
const browserTests = 'src/**/*.browser.test.ts';
const nodeConditions = ['@ae-lab/source', 'module', 'node', 'import', 'default'];

/** Returns one project per folder. Tests use the sources directly, without a build. */
const nodeProject = (name: string, folder: string, include = 'src/**/*.test.ts'): TestProjectInlineConfiguration => ({
  resolve: { conditions: nodeConditions },
  ssr: { resolve: { conditions: nodeConditions } },
  test: {
    name,
    root: `${root}/${folder}`,
    include: [include],
    exclude: [browserTests],
    environment: 'node',
    testTimeout: 60_000,
    // Test files run side by side, one on each core. Tests of threads ask for them.
    env: { AE_LAB_THREADS: '1' },
  },
});

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Returns a project for headless Chromium, by default without a GPU. */
const browserProject = (name: string, include: string, gpu = ['--disable-gpu']): TestProjectInlineConfiguration => ({
  resolve: { conditions: ['@ae-lab/source', 'module', 'browser', 'import', 'default'] },
  // If Vite found these only while a test runs, it would reload the page of the test.
  optimizeDeps: {
    include: [
      ...['d3-array', 'd3-scale', 'd3-scale-chromatic', 'd3-shape'],
      ...['@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-backend-webgpu'],
    ],
  },
  test: {
    name,
    root,
    include: [include],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' }],
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          args: [
            '--no-sandbox',
            ...gpu,
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
    },
  },
});

/** The flags that make Chromium use SwiftShader, a software renderer, so that the tests run on any machine. */
const softwareGpu: Readonly<Record<string, string[]>> = {
  webgl: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  webgpu: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
};

/** Returns the environment in which WebGPU in Node finds the Vulkan driver of Chromium, SwiftShader. */
function chromiumsVulkan(): Record<string, string> {
  const folder = ['/usr/lib/chromium', dirname(chromium)].find((path) => existsSync(`${path}/vk_swiftshader_icd.json`));
  if (folder === undefined) return {};
  return {
    VK_DRIVER_FILES: `${folder}/vk_swiftshader_icd.json`,
    LD_LIBRARY_PATH: folder,
    XDG_RUNTIME_DIR: tmpdir(),
  };
}

/** Returns the project that tests all models on one backend. */
function backendProject(
  { project, backend, environment }: (typeof TESTED_BACKENDS)[number],
  order: number,
): TestProjectInlineConfiguration {
  const { test, ...config } =
    environment === 'node'
      ? nodeProject(project, 'backend-tests', 'node.test.ts')
      : browserProject(project, 'backend-tests/browser.test.ts', softwareGpu[backend]);
  // Shaders are compiled at first use. This takes seconds in software.
  const timeouts = { testTimeout: 300_000, hookTimeout: 300_000 };
  // Backends are measured one at a time, so that they do not slow each other down.
  const sequence = { groupOrder: order };
  const env = project === 'backend-webgpu-node' ? chromiumsVulkan() : {};
  return { ...config, test: { ...test, ...timeouts, sequence, env, provide: { backend } } };
}

/** Returns all backends for `npm run test:backends`; for `npm test` only those of browsers, as models' own tests cover Node. */
function backendProjects(mode: string): TestProjectInlineConfiguration[] {
  const all = mode === 'all' || mode === 'table';
  return TESTED_BACKENDS.filter(({ environment }) => environment === 'node' || existsSync(chromium))
    .filter(({ environment }) => all || environment === 'chromium')
    .map((backend, i) => ({ ...backendProject(backend, mode === 'table' ? i + 1 : 0), mode }));
}

function browserProjects(): TestProjectInlineConfiguration[] {
  if (existsSync(chromium)) {
    const { test, ...config } = browserProject('browser', `packages/*/${browserTests}`);
    return [{ ...config, test: { ...test, globalSetup: 'packages/testing/src/faulty-server.ts' } }];
  }
  console.log(`Browser tests are skipped: there is no ${chromium} (CHROMIUM_PATH names another Chromium).`);
  return [];
}

export default defineConfig(({ mode }) => ({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      ...readdirSync(`${root}/packages`).map((name) => nodeProject(`@ae-lab/${name}`, `packages/${name}`)),
      ...readdirSync(`${root}/examples`).map((name) => nodeProject(`@ae-lab/example-${name}`, `examples/${name}`)),
      nodeProject('@ae-lab/benchmarks', 'benchmarks'),
      nodeProject('repo', 'scripts', '**/*.test.ts'),
      nodeProject('stress', 'stress-tests', '**/*.test.ts'),
      { ...nodeProject('install', 'install-tests', '*.test.ts'), mode },
      nodeProject('backends-table', 'backend-tests', '{table,recorded-weights,threads}.test.ts'),
      ...browserProjects(),
      ...backendProjects(mode),
    ],
  },
}));
