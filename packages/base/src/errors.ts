/** The base of all errors of @ae-lab: `error instanceof AeLabError` tells them from others. */
export class AeLabError extends Error {
  /** The name of the class, with which the printed error begins. */
  override readonly name: string = 'AeLabError';
}

/** An argument that a function does not accept. The message names it and says what was expected and what came. */
export class ArgumentError extends AeLabError {
  override readonly name = 'ArgumentError';

  /**
   * @param argument its path, such as `architecture.widths[1]`.
   * @param expected the words after "expected" in the message.
   * @param received the value itself; long values are shortened.
   */
  constructor(
    readonly argument: string,
    expected: string,
    received: unknown,
  ) {
    super(`${argument}: expected ${expected}, got ${describe(received)}.`);
  }
}

/** TensorFlow.js cannot compute: no backend is ready, it lacks a kernel, or two copies of TensorFlow.js are loaded. */
export class BackendError extends AeLabError {
  override readonly name = 'BackendError';
}

/** The longest problem that a {@link FormatError} tells, in characters. Damaged files have names and numbers of any length. */
const LONGEST_PROBLEM = 1000;

/** A file or download that is truncated, of another format, or has another content hash than expected. */
export class FormatError extends AeLabError {
  override readonly name = 'FormatError';

  /**
   * @param source the file or address.
   * @param problem the words after it and a colon in the message, shortened beyond 1,000 characters.
   */
  constructor(
    readonly source: string,
    problem: string,
  ) {
    super(`${source}: ${problem.length > LONGEST_PROBLEM ? `${problem.slice(0, LONGEST_PROBLEM)}...` : problem}`);
  }
}

/** A model that is used after its `dispose()`, which has freed its weights. */
export class DisposedError extends AeLabError {
  override readonly name = 'DisposedError';

  /** @param model the name of its class. */
  constructor(readonly model: string) {
    super(`This ${model} has been disposed and its weights are freed: make it anew, or load it from a save.`);
  }
}

/** Data or a saved model that is not at the given place. */
export class NotFoundError extends AeLabError {
  override readonly name = 'NotFoundError';
}

/** A training in which a loss or a weight became NaN or infinite. */
export class DivergenceError extends AeLabError {
  override readonly name = 'DivergenceError';

  /**
   * @param term the first loss term that was not finite, or 'weights'. Terms of a validation begin with 'validation '.
   * @param epoch the epoch, counted from 1.
   * @param step the step of that epoch, counted from 1.
   * @param value the value of the term, `NaN` or infinite.
   */
  constructor(
    readonly term: string,
    readonly epoch: number,
    readonly step: number,
    readonly value: number,
    /** The other terms of that step that were not finite. */
    readonly alsoDiverged: readonly string[] = [],
    /** The best epoch, if early stopping has restored its weights. */
    readonly bestEpoch?: number,
  ) {
    const others = alsoDiverged.length > 0 ? `, as did ${alsoDiverged.map((other) => `'${other}'`).join(', ')}` : '';
    const subject = term === 'weights' ? 'a weight' : `the loss term '${term}'`;
    const inValidation = term.startsWith('validation ');
    const weights =
      bestEpoch !== undefined
        ? `The model has the weights of epoch ${bestEpoch}, the best. `
        : inValidation
          ? ''
          : 'The weights are lost: make the model anew, or load a save. ';
    const advice = inValidation
      ? 'All weights are finite, so check the validation data for values that are not.'
      : 'Lower the learning rate, add a warm-up, limit the gradients by clipNorm, or check the input for values that are not finite.';
    super(
      `Training diverged: ${subject} became ${value} at step ${step} of epoch ${epoch}${others}. ${weights}${advice}`,
    );
  }

  /** Returns the same error, which says that early stopping has restored the weights of the best epoch, if there is one. */
  withBestEpoch(bestEpoch: number | undefined): DivergenceError {
    return new DivergenceError(this.term, this.epoch, this.step, this.value, this.alsoDiverged, bestEpoch);
  }
}

/** A short rendering of any value for an error message. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(describe).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  if (ArrayBuffer.isView(value) && 'length' in value) return `${value.constructor.name} of length ${value.length}`;
  if (typeof value === 'function') return `function ${value.name}`;
  // Bundlers put a line before the name of a class that mentions itself.
  if (typeof value === 'object' && value !== null) return value.constructor?.name.replace(/^_/, '') ?? 'object';
  return String(value);
}
