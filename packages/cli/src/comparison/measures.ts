/** @file What counts as right. */

/** Answers to some sources, in percent. */
export interface Accuracies {
  /** Tokens that are right in their place. */
  readonly token: number;
  /** Answers that are right as a whole. */
  readonly exact: number;
}

export type Measure = keyof Accuracies;

/** The list of measures, and what axes and tables call them. */
export const measures: Readonly<Record<Measure, string>> = {
  token: "token accuracy",
  exact: "exact match",
};
