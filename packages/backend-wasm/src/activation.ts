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

/** The number of an activation that `kernel` knows; throws for others. */
export function activationCode(kernel: string, activation: string, unknown: readonly string[]): number {
  const code = ACTIVATIONS[activation];
  if (code === undefined || unknown.includes(activation)) {
    throw new Error(`${kernel}: expected one of ${known(unknown)} as activation, got '${activation}'.`);
  }
  return code;
}

const known = (unknown: readonly string[]) =>
  Object.keys(ACTIVATIONS)
    .filter((name) => !unknown.includes(name))
    .join(', ');
