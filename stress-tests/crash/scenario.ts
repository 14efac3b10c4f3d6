import { join } from 'node:path';
import type { Job, Message } from './messages';

/** The counts of a scenario, one column each in the final table. */
export interface Tally {
  /** Children that were killed, and jobs that were done to their end. */
  kills: number;
  done: number;
  /** Times that the place was read. */
  reads: number;
  /** Times that something committed was gone, or that an older state had come back. */
  lost: number;
  /** Times that the place could not be read, or held something that nobody had committed. */
  torn: number;
  /** Trainings that ended with other weights than without interruption. */
  different: number;
  /** Children that did not go on. */
  hung: number;
  /** Children that ended with an error. */
  errors: number;
  /** Reads that failed while another process saved to the same place. */
  broken: number;
}

/** One kind of work that is killed again and again, and what must be true of its place in between. */
export abstract class Scenario {
  readonly tally: Tally = {
    kills: 0,
    done: 0,
    reads: 0,
    lost: 0,
    torn: 0,
    different: 0,
    hung: 0,
    errors: 0,
    broken: 0,
  };
  readonly problems: string[] = [];
  private places = 0;

  constructor(
    readonly name: string,
    private readonly folder: string,
    protected readonly seed: number,
  ) {}

  /** The folder that the children work on at present. */
  protected get place(): string {
    return join(this.folder, `${this.name.replaceAll(/\W+/g, '-')}-${this.places}`);
  }

  /** Returns what the next child is to do. */
  abstract job(writer: string): Job;

  /** Takes a report of a child. */
  abstract receive(message: Message): void;

  /** Judges what can only be judged when all reports are there. */
  finish(): void {}

  /** Counts a fault. */
  fault(kind: 'lost' | 'torn' | 'different' | 'hung' | 'errors' | 'broken', problem: string): void {
    this.tally[kind]++;
    this.problems.push(`${this.name}, ${kind}: ${problem} (${this.place})`);
  }

  /** Begins anew at another place. */
  protected moveOn(): void {
    this.tally.done++;
    this.places++;
  }
}
