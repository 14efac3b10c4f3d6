/** Numbers by the name of a loss term or metric. */
export type Metrics = Readonly<Record<string, number>>;
