import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What an example has written; `metrics` is what its `run` returned under that name. */
export interface FastRun<M> {
  readonly report: string;
  readonly metrics: M;
}

/** Runs the `main.ts` of an example at its small size on drawn digits, as a user would; gives report and metrics. */
export async function fastRun<M>(main: string): Promise<FastRun<M>> {
  const out = await mkdtemp(join(tmpdir(), 'ae-lab-example-'));
  try {
    const options = ['--fast', '--data', 'synthetic', '--out', out];
    const args = ['--conditions=@ae-lab/source', '--import', 'tsx', main, ...options];
    await promisify(execFile)(process.execPath, args);
    const [report, metrics] = await Promise.all(
      ['report.html', 'metrics.json'].map((file) => readFile(join(out, file), 'utf8')),
    );
    return { report, metrics: JSON.parse(metrics).metrics };
  } finally {
    await rm(out, { recursive: true });
  }
}
