import { type ChildProcess, spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** The file descriptor on which a child reports, and the length of the end of its standard error that is kept. */
const REPORTS = 3;
const KEPT_ERRORS = 2_000;

/** The end of a child: its signal or exit code, and the last lines that it wrote to standard error. */
export interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly errors: string;
}

/**
 * Sends a message from a child to its parent. It is written before this returns, so that a kill afterwards loses nothing.
 *
 * ```ts
 * report({ saved: 3 });
 * ```
 */
export function report(message: object): void {
  writeSync(REPORTS, `${JSON.stringify(message)}\n`);
}

/** A child process that runs a module with one JSON argument and calls {@link report}. It should end when its standard input does. */
export class ReportingChild<Message> {
  readonly ended: Promise<Ending>;
  readonly firstReport: Promise<void>;
  /** When the last message came, in milliseconds of `performance.now`. */
  lastReport = performance.now();
  private readonly child: ChildProcess;

  /** @param wrapper a program and its arguments that start the child, such as `['unshare', '--pid']`. */
  constructor(
    script: string,
    argument: object,
    onMessage: (message: Message) => void,
    wrapper: readonly string[] = [],
  ) {
    const [program, ...args] = [...wrapper, process.execPath, script, JSON.stringify(argument)];
    this.child = spawn(program, args, { stdio: ['pipe', 'inherit', 'pipe', 'pipe'] });
    let errors = '';
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-KEPT_ERRORS);
    });
    let line = '';
    const reports = this.child.stdio[REPORTS] as Readable;
    this.firstReport = new Promise((resolve) => reports.once('data', () => resolve()));
    reports.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      this.lastReport = performance.now();
      for (const each of lines) onMessage(JSON.parse(each) as Message);
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => resolve({ code, signal, errors: errors.trim() }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Kills the process, which cannot prevent it. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Asks the child to end by closing its standard input. */
  stop(): void {
    this.child.stdin?.end();
  }
}
