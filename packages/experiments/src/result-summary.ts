import { type Description, kind } from '@ae-lab/base';
import { DIRECTION } from './search-options';

/** The outcome of a search as a whole. */
export interface ResultSummary {
  /** The metric that ranks the rows. */
  readonly objective: string;
  /** Whether a lower or a higher objective is better. */
  readonly direction: 'minimize' | 'maximize';
  /** Whether all trials were run, or the search was aborted before. */
  readonly stopped: 'completed' | 'aborted';
  /** Problems of the stored files of earlier trials. */
  readonly warnings: readonly string[];
}

/** The description of {@link ResultSummary}. */
export const RESULT_SUMMARY = {
  objective: kind.text,
  direction: DIRECTION,
  stopped: kind.choice(['completed', 'aborted']),
  warnings: kind.list(kind.text),
} satisfies Description<ResultSummary>;
