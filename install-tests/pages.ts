import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import type { Installation } from './installation';
import { browserModule, type Outcome } from './readme-example';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const hasChromium = existsSync(executablePath);

const WASM_FOLDER = '@tensorflow/tfjs-backend-wasm/dist/';
const viteUrl = `import wasmUrl from '${WASM_FOLDER}tfjs-backend-wasm-simd.wasm?url';\n`;
const servedUrl = `const wasmUrl = '/node_modules/${WASM_FOLDER}';\n`;
const script = '<script type="module" src="main.js"></script>';
const page = (head: string) =>
  `<!doctype html>\n<meta charset="utf-8">\n<title>Example</title>\n<body></body>\n${head}\n`;

/** The pages that run the README's example, served from the installation, and a browser to open them in. */
export class Pages {
  private constructor(
    private readonly server: PreviewServer,
    private readonly browser: Browser,
  ) {}

  static async open(installation: Installation): Promise<Pages> {
    await writePages(installation);
    const served = { root: installation.folder, configFile: false, logLevel: 'silent', appType: 'mpa' } as const;
    const server = await preview({ ...served, build: { outDir: '.' } });
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ];
    return new Pages(server, await chromium.launch({ executablePath, args }));
  }

  /** Opens a page and returns the outcome of its example. */
  async outcomeOf(path: string): Promise<Outcome> {
    const page = await this.browser.newPage();
    try {
      const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
      await page.goto(new URL(path, this.server.resolvedUrls?.local[0]).href);
      const found = page.waitForFunction(() => document.body.dataset.outcome, undefined, { timeout: 120_000 });
      return JSON.parse(String(await (await Promise.race([found, failed])).jsonValue()));
    } finally {
      await page.close();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }
}

/** Writes `vite/index.html` and `vite/worker.html`, both built by Vite, and `import-map/index.html`, which needs no build. */
async function writePages({ folder, write }: Installation): Promise<void> {
  for (const name of ['page', 'import-map']) mkdirSync(join(folder, name));
  const show = "import { outcome } from './example.js';\ndocument.body.dataset.outcome = JSON.stringify(outcome);\n";

  write('page/index.html', page(script));
  write('page/main.js', show);
  write('page/example.js', viteUrl + browserModule('indexeddb://page'));
  write('page/worker.html', page(script.replace('main', 'starts-worker')));
  write(
    'page/starts-worker.js',
    `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => { document.body.dataset.outcome = JSON.stringify(data); };
worker.onerror = ({ message }) => { throw new Error(message); };
`,
  );
  write('page/worker.js', `${viteUrl + browserModule('indexeddb://worker')}postMessage(outcome);\n`);
  await build({
    root: join(folder, 'page'),
    configFile: false,
    logLevel: 'silent',
    base: '/vite/',
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir: '../vite',
      rolldownOptions: { input: ['index', 'worker'].map((name) => join(folder, 'page', `${name}.html`)) },
    },
  });

  write('import-map/index.html', page(guidedHead()));
  write('import-map/main.js', show);
  write('import-map/example.js', servedUrl + browserModule('indexeddb://import-map'));
}

/** Returns the HTML head that the guide gives for a page without a bundler. */
function guidedHead(): string {
  const guide = readFileSync(join(import.meta.dirname, '../docs/guides/getting-started.md'), 'utf8');
  const head = /^```html\n(.*?)^```$/ms.exec(guide)?.[1];
  if (head === undefined) throw new Error('The guide has no html block.');
  return head;
}
