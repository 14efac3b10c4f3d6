export { type Digits, type DigitsChoice, loadDigits } from './digits';
export { type Part, Parts } from './parts';
export { onePerClass, picture, pixelsOf, planeOf, reconstructionRows } from './pictures';
export { type Comparison, type Example, type ExampleContext, type ExampleResult, runExample } from './run-example';
export type { Options } from './settle-options';
export { type Named, type Trained, type TrainingTask, workersOf } from './train-all';
