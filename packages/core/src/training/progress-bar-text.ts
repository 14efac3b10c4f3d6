import type { Metrics } from '@ae-lab/base';
import type { EpochRecord, Progress } from './history';

/** Widths in characters: the widest and the narrowest content of a bar, and what is around it. */
const BAR = { widest: 24, narrowest: 6, around: ' []'.length };
const GAP = '  ';

/**
 * Returns the progress within an epoch as one line. Numbers that do not fit are left out, and so is the bar.
 *
 * @param title the text before the epoch.
 * @param width the largest length of the line. Default: unlimited, and no bar.
 */
export function progressLine(progress: Progress, title: string, width?: number): string {
  const { epoch, epochs, step, steps, losses, imagesPerSecond, secondsLeft } = progress;
  const start = `${title}epoch ${epoch}/${epochs}`;
  const percent = `${Math.floor((100 * step) / steps)} %`;
  const speed = rate(imagesPerSecond);
  const numbers = [percent, ...lossesOf(losses), `${duration(secondsLeft)} left`, speed];
  if (width === undefined) return [start, ...numbers].join(GAP);
  let room = width - start.length;
  const fitting = numbers.filter((number) => {
    const length = GAP.length + number.length;
    // The bar says more than the speed.
    const fits = length + (number === speed ? BAR.around + BAR.narrowest : 0) <= room;
    if (fits) room -= length;
    return fits;
  });
  const length = Math.min(room - BAR.around, BAR.widest);
  const done = (length * step) / steps;
  const bar = length < BAR.narrowest ? '' : ` [${'#'.repeat(done).padEnd(length, '-')}]`;
  return [`${start}${bar}`, ...fitting].join(GAP).slice(0, width);
}

/**
 * Returns the results of an epoch as lines, one if they fit.
 *
 * @param title the text before the epoch.
 * @param width the largest length of a line. Default: unlimited.
 */
export function epochLines(record: EpochRecord, epochs: number, title: string, width = Infinity): string[] {
  const { epoch, train, validation = {}, seconds, imagesPerSecond } = record;
  const results = [
    ...lossesOf(train),
    ...Object.entries(validation).map(([name, value]) => `validation ${name} ${metric(value)}`),
    rate(imagesPerSecond),
    seconds < 60 ? `${seconds.toFixed(1)} s` : duration(seconds),
  ];
  const lines = [`${title}epoch ${epoch}/${epochs}`];
  for (const result of results) {
    const line = `${lines[lines.length - 1]}${GAP}${result}`;
    if (line.length <= width) lines[lines.length - 1] = line;
    else lines.push(`${GAP}${result}`);
  }
  return lines.map((line) => line.slice(0, width));
}

/** The loss, or the loss of each objective. */
function lossesOf(metrics: Metrics): string[] {
  const losses = Object.entries(metrics).filter(([name]) => /(^|\.)loss$/.test(name));
  return losses.map(([name, value]) => `${name} ${metric(value)}`);
}

function metric(value: number): string {
  return value.toPrecision(4);
}

function rate(imagesPerSecond: number): string {
  const maximumFractionDigits = imagesPerSecond < 10 ? 1 : 0;
  return `${imagesPerSecond.toLocaleString('en-US', { maximumFractionDigits })} images/s`;
}

/** Returns a time as m:ss or h:mm:ss. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = hours > 0 ? [hours, twoDigits(minutes)] : [minutes];
  return [...parts, twoDigits(whole % 60)].join(':');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
