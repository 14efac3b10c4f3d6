import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const root = import.meta.dirname;
const browserTests = 'src/**/*.browser.test.ts';
const nodeConditions = ['@ae-lab/source', 'module', 'node', 'import', 'default'];

/** One project a folder; sources are tested as they are, without building. */
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
  },
});

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** `x.browser.test.ts` of every package in headless Chromium, where there is one. */
const browserProject: TestProjectInlineConfiguration = {
  resolve: { conditions: ['@ae-lab/source', 'module', 'browser', 'import', 'default'] },
  // Found only while a test runs, they would make Vite reload the page under it.
  optimizeDeps: { include: ['d3-array', 'd3-scale', 'd3-scale-chromatic', 'd3-shape'] },
  test: {
    name: 'browser',
    root,
    include: [`packages/*/${browserTests}`],
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
            '--disable-gpu',
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
};

function browserProjects(): TestProjectInlineConfiguration[] {
  if (existsSync(chromium)) return [browserProject];
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
      { ...nodeProject('install', 'install-tests', '*.test.ts'), mode },
      ...browserProjects(),
    ],
  },
}));
