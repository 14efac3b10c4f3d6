import { type Description, kind, nested, optional } from '@ae-lab/base';
import { ENTRIES } from './report-block';

/** The conditions of a run, with which others can repeat it. What is left out is not shown. */
export interface ReportRun {
  /** Seed of all randomness in the run. */
  readonly seed?: number;
  /** Start of the run, shown in UTC. */
  readonly started?: Date;
  /** Duration of the run in seconds, at least 0. */
  readonly seconds?: number;
  /** Processor, memory, operating system, backend. */
  readonly machine?: string;
  /** Versions of the packages and of their runtime, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Options of the run by name. Values other than text and numbers are written as JSON. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** The kind of a {@link ReportRun}. */
export const REPORT_RUN = nested({
  seed: optional(kind.number()),
  started: optional(
    kind.of<Date>('a valid date', (value) => value instanceof Date && Number.isFinite(value.getTime())),
  ),
  seconds: optional(kind.number({ from: 0 })),
  machine: optional(kind.text),
  versions: optional(kind.record(kind.text), {}),
  configuration: optional(ENTRIES, {}),
} satisfies Description<ReportRun>);

/** Returns the section that ends a report. */
export function runSection({
  seed,
  started,
  seconds,
  machine,
  versions,
  configuration,
}: ReturnType<typeof REPORT_RUN.read>) {
  const facts = {
    seed,
    started: started && `${started.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    duration: seconds === undefined ? undefined : duration(seconds),
    machine,
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const lists = [
    { heading: '', entries: known },
    { heading: 'Versions', entries: versions },
    { heading: 'Configuration', entries: configuration },
  ];
  const blocks = lists.filter(({ entries }) => Object.keys(entries).length > 0);
  return { heading: 'How this was made', blocks: blocks.map((list) => ({ type: 'definitions' as const, ...list })) };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${hours > 0 ? `${hours} h ` : ''}${minutes} min ${whole % 60} s`;
}
