/**
 * @file The attention weights of one sentence as plain data: what every picture of them is made from.
 *
 *   S source tokens, T target tokens; weights[t][s] says how much of source token s went into the
 *   context vector of target token t. Each of the T rows sums to 1; to less under a window that fades.
 */

/** Where each target token looked. */
export interface AttentionMatrix {
  /** S tokens, as read. A token may occur twice: position, not spelling, tells tokens apart. */
  readonly source: readonly string[];
  /** T tokens, as written. */
  readonly target: readonly string[];
  /** T rows of S weights from 0 to 1. */
  readonly weights: readonly (readonly number[])[];
}

/** Throws unless there is one row of weights a target token and one weight a source token. */
export function checkAttentionMatrix(where: string, matrix: AttentionMatrix): void {
  const { source, target, weights } = matrix;
  if (weights.length !== target.length || weights.some((row) => row.length !== source.length)) {
    const got = `${weights.length} rows of ${weights.map((row) => row.length).join(", ")}`;
    throw new Error(`${where}: weights must be (${target.length}, ${source.length}); got ${got}`);
  }
  const foreign = weights.flat().find((weight) => !(weight >= 0 && weight < Infinity));
  if (foreign !== undefined) {
    throw new Error(`${where}: weights must be numbers from 0 to 1; got ${foreign}`);
  }
}
