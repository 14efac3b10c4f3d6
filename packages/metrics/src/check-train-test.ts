import { ArgumentError, type Codes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** Returns the sizes of two sets of codes. Throws an {@link ArgumentError} if their dimensions differ. */
export function checkTrainTest(train: Codes, test: Codes): [trainSize: number, testSize: number] {
  const sizes: [number, number] = [countCodes('trainCodes', train), countCodes('testCodes', test)];
  if (train.dimension !== test.dimension) {
    throw new ArgumentError('testCodes.dimension', `${train.dimension}, that of trainCodes`, test.dimension);
  }
  return sizes;
}
