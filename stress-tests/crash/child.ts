// The process that the crash test kills: it first reads the place, then works on it until it is done or its input ends.
import '@tensorflow/tfjs-backend-cpu';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadModel, NotFoundError, Rng, saveModel } from '@ae-lab/core';
import { gridSearch } from '@ae-lab/experiments';
import { dataFor, MODELS } from '../../backend-tests/models';
import { digestOf, disposeParts } from '../digest';
import { report } from '../reporting-child';
import { EPOCHS, type Job, lossOf, type Message, type Stamped, type State, TRIALS, textOf } from './messages';
import { CRASHED_MODELS } from './models';

const job = JSON.parse(process.argv[2]) as Job;
const say = (message: Message) => report(message);
const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;
let isAsked = true;
process.stdin.resume().on('end', () => {
  isAsked = false;
});

const JOBS = { training: train, saving: saveInTurns, search };
try {
  await JOBS[job.kind]();
} catch (error) {
  say({ event: 'failed', problem: textOf(error) });
}
process.exit();

/** Trains with a checkpoint after every epoch. The checkpoint of an epoch is there when the next epoch ends. */
async function train(): Promise<void> {
  const model = MODELS.find(({ name }) => name === job.model)!;
  await readCheckpoint();
  if (job.onlyRead) return;
  const trained = model.make([8, 8, 1], job.seed);
  const onEpochEnd = async ({ epoch }: { epoch: number }) => {
    say({ event: 'begin', stamp: String(epoch), at: now() });
    if (job.writer === 'reference') await readCheckpoint();
  };
  const checkpoint = { place: job.place };
  await model.fit(trained, dataFor(model, 48), {
    epochs: EPOCHS,
    batchSize: 16,
    seed: job.seed,
    checkpoint,
    callbacks: [{ onEpochEnd }],
  });
  if (job.writer === 'reference') await readCheckpoint();
  say({ event: 'finished', digest: digestOf(trained.toSaved()) });
}

async function readCheckpoint(): Promise<void> {
  await read(async () => {
    const { options, ...parts } = await loadModel(job.place);
    const epochs = options.epochs as unknown as readonly { readonly train: Record<string, number> }[];
    const digest = digestOf(parts, { losses: epochs.map(({ train: losses }) => losses) });
    disposeParts(parts);
    return { stamp: String(epochs.length), digest, whole: true };
  });
}

/** Saves a fresh model of another class each time, with its own digest among its options, and reads the place between saves. */
async function saveInTurns(): Promise<void> {
  const rng = new Rng(job.seed).split(job.writer);
  await readSave();
  for (let i = 0; isAsked && !job.onlyRead; i++) {
    const model = MODELS.find(({ name }) => name === CRASHED_MODELS[i % CRASHED_MODELS.length])!;
    const made = model.make([8, 8, 1], rng.integer(2 ** 20));
    const saved = made.toSaved();
    const stamp = `${job.writer} ${i}`;
    const options: Stamped = { ...saved.options, stamp, digest: digestOf(saved, { class: saved.className, stamp }) };
    say({ event: 'begin', stamp, at: now() });
    try {
      await saveModel(job.place, { ...saved, options });
      say({ event: 'end', stamp, at: now() });
    } catch (error) {
      say({ event: 'failed', problem: textOf(error) });
    }
    made.dispose();
    await sleep(rng.uniform(0, 20));
    await readSave();
  }
}

async function readSave(): Promise<void> {
  await read(async () => {
    const parts = await loadModel(job.place);
    const { stamp, digest } = parts.options as Stamped;
    const whole = digest === digestOf(parts, { class: parts.className, stamp });
    disposeParts(parts);
    return { stamp, digest, whole };
  });
}

/** Runs a search whose trials take a few milliseconds each, and whose results can be told in advance. */
async function search(): Promise<void> {
  const rng = new Rng(job.seed).split(job.writer);
  const { warnings } = await gridSearch({
    space: { trial: Array.from({ length: TRIALS }, (_, i) => i) },
    objective: 'loss',
    folder: job.place,
    async run({ settings: { trial } }) {
      say({ event: 'ran', trial });
      await sleep(rng.uniform(0, 30));
      return { loss: lossOf(trial, job.seed) };
    },
    onProgress({ last }) {
      say({ event: 'result', trial: last.settings.trial, loss: last.metrics?.loss });
    },
  });
  say({ event: 'finished', warnings });
}

/** Reports what is at the place, or why it cannot be read. */
async function read(state: () => Promise<State>): Promise<void> {
  const from = now();
  try {
    const found = await state();
    say({ event: 'read', from, at: now(), state: found });
  } catch (error) {
    if (error instanceof NotFoundError) say({ event: 'read', from, at: now() });
    else say({ event: 'unreadable', from, at: now(), problem: textOf(error) });
  }
}
