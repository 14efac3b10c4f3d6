import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The output of an example: its report, and the metrics that its `run` returned. */
export interface FastRun<M> {
  readonly report: string;
  readonly metrics: M;
}

/** Runs the `main.ts` of an example as a user would, at its small size and on synthetic digits. Returns its output. */
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
