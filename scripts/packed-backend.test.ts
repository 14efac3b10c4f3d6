import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageResult } from './packed-page/measure';

const root = join(import.meta.dirname, '..');
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** The tarball that npm would publish, unpacked next to a page that Vite builds with the repository's TensorFlow.js. */
describe.runIf(existsSync(executablePath))('@ae-lab/backend-wasm as packed, in Chromium', () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    folder = mkdtempSync(join(root, '.cache/packed-'));
    const own = join(folder, 'node_modules/@ae-lab/backend-wasm');
    mkdirSync(own, { recursive: true });
    const pack = [
      'pack',
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      folder,
      join(root, 'packages/backend-wasm'),
    ];
    const [{ filename }] = JSON.parse(
      execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', own, '--strip-components=1']);
    cpSync(join(root, 'scripts/packed-page'), folder, { recursive: true });
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: { target: 'es2022' },
      worker: { format: 'es' },
    });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function resultOf(headers: Record<string, string>, fragment: string): Promise<PageResult> {
    const server: PreviewServer = await preview({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      preview: { headers },
    });
    const page = await browser.newPage();
    try {
      const errors: Error[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto((server.resolvedUrls?.local[0] ?? '') + fragment);
      const result = await page
        .waitForFunction(() => document.body?.dataset.result)
        .catch((error) => {
          throw errors[0] ?? error;
        });
      return JSON.parse(String(await result.jsonValue()));
    } finally {
      await page.close();
      await server.close();
    }
  }

  /** The losses of the first page; all others compute them to the bit. */
  let losses: readonly number[] | undefined;

  it.each([
    ['in an ordinary page', {}, '', false, 1],
    ['in a worker of an ordinary page', {}, '#worker', false, 1],
    ['in a cross-origin-isolated page', ISOLATION, '', true, 2],
    ['in a worker of a cross-origin-isolated page', ISOLATION, '#worker', true, 2],
    ['in one whose policy forbids workers', { ...ISOLATION, 'Content-Security-Policy': POLICY }, '', true, 1],
  ])('multiplies, differentiates and trains %s', async (_, headers, fragment, isolated, threads) => {
    const result = await resultOf(headers, fragment);
    expect(result).toMatchObject({ backend: 'wasm', isolated, threads });
    expect(result.productError).toBeLessThan(1e-5);
    expect(result.gradientError).toBeLessThan(1e-3);
    expect(result.lastLoss).toBeLessThan(0.7 * result.firstLoss);
    losses ??= [result.firstLoss, result.lastLoss];
    expect([result.firstLoss, result.lastLoss]).toEqual(losses);
  });
});
