import type { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/dataset';
import { clipByNorm } from './clip-by-norm';
import { ForwardPass } from './forward-pass';
import type { KeptTensors } from './kept-tensors';
import { OptimizerState } from './optimizer-state';
import type { Plan } from './plan';
import { TableState } from './table-state';
import type { Objective, TrainingStep } from './training-step';
import { variableGradients } from './variable-gradients';

/** Where in the training an update is, and what it may use. */
export interface UpdateContext {
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** The step, counted from 0 over all epochs. */
  readonly step: number;
  readonly rng: Rng;
  readonly kept: KeptTensors;
}

/** The scalars of a loss by name. */
type Terms = Record<string, tf.Scalar>;

/** Minimises the objectives of a training, one batch at a time, and holds the state of their optimizers. */
export class Minimizer<B extends Batch> {
  private readonly optimizers: ReadonlyMap<Objective<B>, OptimizerState>;
  private readonly tables: ReadonlyMap<Objective<B>, TableState>;
  /** The names of the objectives whose loss depends on the progress of the training. */
  readonly annealed = new Set<string>();

  /** @throws ArgumentError unless optimizers are optimizers, and tables have a row for every sample. */
  constructor(
    { objectives }: TrainingStep<B>,
    private readonly plan: Plan,
    private readonly clipNorm: number | undefined,
  ) {
    this.optimizers = new Map(objectives.map((objective) => [objective, new OptimizerState(objective.optimizer)]));
    this.tables = new Map(
      objectives.flatMap((objective) =>
        objective.rows ? [[objective, new TableState(objective.rows, plan.size)]] : [],
      ),
    );
  }

  /** The states of all optimizers, in a fixed order. */
  get states(): readonly (OptimizerState | TableState)[] {
    return [...this.optimizers.values(), ...this.tables.values()];
  }

  /** Updates the variables and rows of an objective, and returns its loss terms, which belong to the caller. */
  minimize(objective: Objective<B>, batch: B, { epoch, step, rng, kept }: UpdateContext): Terms {
    const { indices } = batch;
    const table = this.tables.get(objective);
    const rows = table?.read(indices);
    const variables = objective.variables(batch);
    const trained = rows === undefined ? [...variables] : [...variables, rows];
    const progress = () => {
      this.annealed.add(objective.name);
      return step / this.plan.steps;
    };
    const pass = new ForwardPass(rng, { training: objective.training, progress, trained, rows, kept });
    let terms: Terms = {};
    let gradients: tf.NamedTensorMap = {};
    try {
      ({ grads: gradients } = variableGradients(() => {
        const losses = objective.loss(batch, pass);
        terms = Object.fromEntries(Object.entries(losses).map(([term, value]) => [term, tf.keep(value)]));
        return losses.loss;
      }, trained));
      if (this.clipNorm !== undefined) {
        const { clipped, norm } = clipByNorm(gradients, this.clipNorm);
        tf.dispose(gradients);
        gradients = clipped;
        terms.gradientNorm = norm;
      }
      const rates = this.plan.learningRates(step);
      const ofVariables = variables.map(({ name }) => gradients[name]);
      this.optimizers.get(objective)?.apply(variables, ofVariables, rates[objective.name]);
      if (rows) table?.apply(indices, rows, gradients[rows.name], rates[table.name], epoch);
    } catch (error) {
      tf.dispose(terms);
      throw error;
    } finally {
      tf.dispose(gradients);
      rows?.dispose();
    }
    return terms;
  }

  /** Frees the states of all optimizers. */
  dispose(): void {
    for (const state of this.states) state.dispose();
  }
}

/** Returns the terms under their names in the history: with several objectives, prefixed by the objective's name. */
export function named<B extends Batch>(
  { objectives }: TrainingStep<B>,
  { name }: Objective<B>,
  terms: Readonly<Terms>,
): Terms {
  const scope = objectives.length > 1 ? `${name}.` : '';
  return Object.fromEntries(Object.entries(terms).map(([term, value]) => [scope + term, value]));
}
