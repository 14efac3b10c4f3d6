import { createInterface } from 'node:readline';
import { Inputs } from '../inputs';
import type { Greeting, Measurement, Reply, Request } from '../protocol';

/** A function that measures one request. It throws an Error that says what the peer cannot do. */
export type Measure = (inputs: Inputs, request: Request) => Promise<Measurement>;

/** Answers requests until standard input ends. The first argument of the process is the folder of the inputs. */
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
 * Returns the milliseconds that `repeats` calls of `run` take until all their work is done. A device may still compute when the
 * last call returns; `finish` waits for it.
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
