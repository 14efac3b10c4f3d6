import { kind, optional } from '@ae-lab/base';

/** The description of the texts that every picture with two axes takes as options. */
export const CHART_TEXTS = {
  title: optional(kind.text, ''),
  xLabel: optional(kind.text, ''),
  yLabel: optional(kind.text, ''),
};
