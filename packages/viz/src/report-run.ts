import { argumentError, checkOptions, type Names } from './check';
import type { ReportSection } from './html-report';

/** How a result came to be, so that somebody else can repeat it. All of it is optional; what is left out is not shown. */
export interface ReportRun {
  /** What all randomness of the run came from. */
  readonly seed?: number;
  /** When it began. */
  readonly started?: Date;
  /** How long it took, at least 0. */
  readonly seconds?: number;
  /** Processor, memory, operating system, backend. */
  readonly machine?: string;
  /** Of the packages and of what they run on, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Every option of the run by name. Values other than text and numbers are set as JSON. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

const NAMES: Names<ReportRun> = {
  seed: true,
  started: true,
  seconds: true,
  machine: true,
  versions: true,
  configuration: true,
};

/** The section that ends a report. */
export function runSection(run: ReportRun): ReportSection {
  checkOptions('run', run, NAMES);
  const { seed, started, seconds, machine, versions, configuration } = run;
  if (started !== undefined && !(started instanceof Date && Number.isFinite(started.getTime())))
    throw argumentError('run.started', 'a valid date', started);
  for (const [name, entries] of Object.entries({ versions, configuration })) {
    if (entries !== undefined && Object(entries) !== entries) throw argumentError(`run.${name}`, 'an object', entries);
  }
  const facts = {
    seed,
    started: started && `${started.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    duration: seconds === undefined ? undefined : duration(seconds),
    machine,
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const lists = [
    { heading: '', entries: known },
    { heading: 'Versions', entries: versions ?? {} },
    { heading: 'Configuration', entries: configuration ?? {} },
  ];
  const blocks = lists.filter(({ entries }) => Object.keys(entries).length > 0);
  return { heading: 'How this was made', blocks: blocks.map((list) => ({ type: 'definitions', ...list })) };
}

function duration(seconds: number): string {
  if (!(seconds >= 0)) throw argumentError('run.seconds', 'a number of at least 0', seconds);
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${hours > 0 ? `${hours} h ` : ''}${minutes} min ${whole % 60} s`;
}
