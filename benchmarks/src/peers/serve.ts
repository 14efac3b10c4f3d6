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

/**
 * Milliseconds of `run`, `repeats` times over, until all of it is done: a device may still compute when the last call
 * returns, and `finish` waits for it.
 */
export async function timed(
  repeats: number,
  run: (repetition: number) => void | Promise<void>,
  finish?: () => Promise<void>,
): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) await run(i);
  await finish?.();
  return performance.now() - start;
}
