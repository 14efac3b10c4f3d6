import { BackendError } from '@ae-lab/base';

/** The activations of assembly/activation.ts and their numbers there. */
const ACTIVATIONS: Readonly<Record<string, number>> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  elu: 3,
  sigmoid: 4,
  leakyrelu: 5,
  tanh: 6,
};

/** Returns the number of an activation. Throws a BackendError if `kernel` does not support it. */
export function activationCode(kernel: string, activation: string, unknown: readonly string[]): number {
  const code = ACTIVATIONS[activation];
  if (code === undefined || unknown.includes(activation)) {
    throw new BackendError(`${kernel}: expected one of ${known(unknown)} as activation, got '${activation}'.`);
  }
  return code;
}

const known = (unknown: readonly string[]): string =>
  Object.keys(ACTIVATIONS)
    .filter((name) => !unknown.includes(name))
    .join(', ');
