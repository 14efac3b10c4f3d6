import { ArgumentError } from '@ae-lab/base';

/** The class name in the `config.json` of a training's checkpoint. */
export const CHECKPOINT_CLASS = 'Checkpoint';

/** The `config.json` of a save. */
interface OfClass {
  readonly class: string;
}

/**
 * Checks that a save may replace the one at a place.
 *
 * @throws ArgumentError if a model would replace the checkpoint of a training, or a checkpoint a model.
 */
export function checkReplacement(place: string, earlier: OfClass | undefined, next: OfClass): void {
  const isCheckpoint = next.class === CHECKPOINT_CLASS;
  if (earlier === undefined || isCheckpoint === (earlier.class === CHECKPOINT_CLASS)) return;
  if (isCheckpoint) throw new ArgumentError('checkpoint.place', 'a checkpoint, or nothing yet', earlier.class);
  const expected = 'a place without the checkpoint of a training, which would be lost';
  throw new ArgumentError('place', expected, place);
}
