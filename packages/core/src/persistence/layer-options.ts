/** A form that the value of an option must have. */
interface Form {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** A whole number, or lists of them. */
const whole = (from: number): Form => ({
  expected: `whole numbers of at least ${from}`,
  accepts: (value) =>
    Array.isArray(value)
      ? value.every((each) => whole(from).accepts(each))
      : Number.isSafeInteger(value) && Number(value) >= from,
});
const AT_LEAST_0: Form = {
  expected: 'a number of at least 0',
  accepts: (value) => Number.isFinite(value) && Number(value) >= 0,
};
const TARGET_SHAPE: Form = {
  expected: 'a list of whole numbers of at least 1, one of which may be -1',
  accepts: (value) =>
    Array.isArray(value) &&
    value.every((size) => size === -1 || whole(1).accepts(size)) &&
    value.indexOf(-1) === value.lastIndexOf(-1),
};
const DATA_FORMAT: Form = {
  expected: "'channels_last' or 'channels_first'",
  accepts: (value) => /^channels(_l|L)ast$|^channels(_f|F)irst$/.test(String(value)),
};

/** The options of stock layers that TensorFlow.js takes as they come, so that only a run of the network would fail. */
const FORMS: readonly (readonly [RegExp, Readonly<Record<string, Form>>])[] = [
  [/Conv[1-3]D/, { strides: whole(1), dilationRate: whole(1), dataFormat: DATA_FORMAT }],
  [/Pooling[1-3]D$/, { poolSize: whole(1), strides: whole(1), dataFormat: DATA_FORMAT }],
  [/^Cropping2D$/, { cropping: whole(0), dataFormat: DATA_FORMAT }],
  [/^ZeroPadding2D$/, { padding: whole(0), dataFormat: DATA_FORMAT }],
  [/^UpSampling2D$/, { size: whole(1), dataFormat: DATA_FORMAT }],
  [/^RepeatVector$/, { n: whole(1) }],
  [/^Reshape$/, { targetShape: TARGET_SHAPE }],
  [/^(Batch|Layer)Normalization$/, { epsilon: AT_LEAST_0 }],
  [/^ReLU$/, { maxValue: AT_LEAST_0 }],
];

/**
 * Checks the options of a stock layer in a saved network.
 *
 * @param options by their names as TensorFlow.js spells them after reading, such as `dilationRate`. Those that are null are defaults.
 * @param fail is called with the first problem, and throws.
 */
export function checkLayerOptions(
  className: string,
  options: ReadonlyMap<string, unknown>,
  fail: (problem: string) => never,
): void {
  const forms = FORMS.find(([name]) => name.test(className))?.[1] ?? {};
  for (const [name, { expected, accepts }] of Object.entries(forms)) {
    const value = options.get(name) ?? undefined;
    if (value !== undefined && !accepts(value)) fail(`${name}: expected ${expected}, got ${JSON.stringify(value)}.`);
  }
  const isAbove1 = (name: string) => [options.get(name)].flat().some((value) => Number(value) > 1);
  if ('dilationRate' in forms && isAbove1('strides') && isAbove1('dilationRate')) {
    fail('expected strides or a dilation rate above 1, got both.');
  }
}
