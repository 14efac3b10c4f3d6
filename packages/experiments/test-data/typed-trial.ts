import type { TrialFunction } from '../src/trial';

const square: TrialFunction<{ x: number }> = ({ settings }) => ({ score: settings.x ** 2 });

export default square;
