import { createInterface } from 'node:readline';
import { Inputs } from '../inputs';
import type { Greeting, Measurement, Reply, Request } from '../protocol';

/** Carries out one request; throws an Error that says what the peer cannot do. */
export type Measure = (inputs: Inputs, request: Request) => Promise<Measurement>;

/** Answers requests until standard input ends. The folder of the inputs is the process' first argument. */
export async function serve(description: string, measure: Measure): Promise<void> {
  const inputs = new Inputs(process.argv[2]);
  send({ ready: description });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      send(await measure(inputs, JSON.parse(line)));
    } catch (error) {
      send({ failed: error instanceof Error ? error.message : String(error) });
    }
  }
}

export function send(message: Greeting | Reply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Milliseconds of `run`, `repeats` times over. */
export function timed(repeats: number, run: (repetition: number) => void): number {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run(i);
  return performance.now() - start;
}
