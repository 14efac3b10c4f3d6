import { ArgumentError } from '@ae-lab/core';
import { ImageClassifier } from './image-classifier';
import type { TransferSettings } from './transfer-options';

/** Returns the head given, or builds one. Throws an {@link ArgumentError} unless it takes codes of size `codeDim`. */
export function headOf(settings: TransferSettings, codeDim: number): ImageClassifier {
  if (!('head' in settings)) {
    const { classes, hidden, dropout, seed } = settings;
    const architecture = { kind: 'dense', widths: hidden, dropout } as const;
    return new ImageClassifier({ imageShape: [1, 1, codeDim], classes, architecture, seed });
  }
  const head = new ImageClassifier({ network: settings.head });
  if (String(head.imageShape) !== String([1, 1, codeDim])) {
    const expected = `a network from codes [n, 1, 1, ${codeDim}] to logits [n, classes]`;
    throw new ArgumentError('head', expected, settings.head.inputs[0].shape);
  }
  return head;
}
