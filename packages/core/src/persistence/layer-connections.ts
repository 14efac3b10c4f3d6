/** The calls of a layer in a saved network. */
export interface LayerCalls {
  /** The number of calls that the layer has from the beginning: 1 for an input or a network, else 0. */
  readonly first: number;
  /** The inputs of each further call. */
  readonly calls: readonly (readonly CallReference[])[];
}

/** The output of one call of a layer. */
export interface CallReference {
  readonly layer: string;
  readonly call: number;
}

/**
 * Checks that every call of the layers of a network gets its inputs at last, in the order in which TensorFlow.js makes the calls.
 *
 * @param layers the layers by name.
 * @param ends the calls that the network's inputs and outputs refer to.
 * @param fail is called with the first problem, and throws.
 */
export function checkConnections(
  layers: ReadonlyMap<string, LayerCalls>,
  ends: readonly CallReference[],
  fail: (problem: string) => never,
): void {
  const made = new Map([...layers].map(([name, { first }]) => [name, first]));
  let waiting = [...layers].map(([name, { calls }]) => ({ name, calls }));
  const isMade = ({ layer, call }: CallReference) => (made.get(layer) ?? 0) > call;
  for (;;) {
    let progress = false;
    for (const entry of waiting) {
      const later: (readonly CallReference[])[] = [];
      for (const inputs of entry.calls) {
        if (!inputs.every(isMade)) {
          later.push(inputs);
          continue;
        }
        progress = true;
        if (inputs.length > 0) made.set(entry.name, (made.get(entry.name) ?? 0) + 1);
      }
      entry.calls = later;
    }
    waiting = waiting.filter(({ calls }) => calls.length > 0);
    if (waiting.length === 0) break;
    if (!progress) fail(describeStuck(waiting[0], isMade, layers));
  }
  const missing = ends.find((end) => !isMade(end));
  if (missing)
    fail(
      `an input or output of the network is call ${missing.call} of layer '${missing.layer}', which does not exist.`,
    );
}

function describeStuck(
  { name, calls: [inputs] }: { name: string; calls: readonly (readonly CallReference[])[] },
  isMade: (reference: CallReference) => boolean,
  layers: ReadonlyMap<string, LayerCalls>,
): string {
  const { layer, call } = inputs.find((input) => !isMade(input)) as CallReference;
  if (!layers.has(layer)) return `layer '${name}' takes its input from layer '${layer}', which does not exist.`;
  return `layer '${name}' takes its input from call ${call} of layer '${layer}', which does not exist or depends on '${name}' itself.`;
}
