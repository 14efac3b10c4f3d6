import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Peer } from './compare';
import type { Program } from './programs';
import type { Greeting, Measurement, Reply, Request } from './protocol';

/** A peer in its own process, which sleeps while the others are measured. */
export class PeerProcess implements Peer {
  private readonly lines: AsyncIterator<string>;
  private errors = '';

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    if (!child.stdout || !child.stderr) throw new Error(`${name} was started without pipes.`);
    // A process that has ended is noticed when its reply is read.
    child.stdin?.on('error', () => {});
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors = (this.errors + text).slice(-1000);
    });
  }

  /** Starts a program and waits until it is ready. If it cannot start, returns a text that says what is missing. */
  static async start(
    program: Program,
    inputs: string,
  ): Promise<{ process: PeerProcess; description: string } | string> {
    const start = program.start();
    if ('missing' in start) return start.missing;
    const [command, ...args] = start.command;
    const child = spawn(command, [...args, inputs, ...start.options], {
      env: { ...process.env, ...start.environment },
      stdio: 'pipe',
    });
    const started = new PeerProcess(program.name, child);
    const greeting = (await started.read()) as Greeting;
    if ('missing' in greeting) return greeting.missing;
    return { process: started, description: greeting.ready };
  }

  /** Measures a task. Throws an Error with the peer's own message if it cannot do the task. */
  async measure(request: Request): Promise<Measurement> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const reply = (await this.read()) as Reply;
    if ('failed' in reply) throw new Error(reply.failed);
    return reply;
  }

  stop(): void {
    this.child.stdin?.end();
  }

  private async read(): Promise<Greeting | Reply> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the process of ${this.name} ended:\n${this.errors}`);
    return JSON.parse(value);
  }
}
