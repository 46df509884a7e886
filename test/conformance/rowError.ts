/**
 * @file How far a backend is from the float64 reference in one row of the conformance suite: one
 * side of one operator, over cases that a seed decides.
 */
import type { Backend } from "@heed/tensor";
import fc from "fast-check";
import { correctlyRounded, type Accuracy } from "../support/accuracy.js";
import { evaluate } from "../support/computation.js";
import { casesOfRow, questionOf, type ConformanceRow } from "../support/conformance.js";
import { consult, largest } from "../support/tolerance.js";
import { distance, ulp } from "./ulp.js";

/** The largest errors of a row. */
export interface RowError {
  /** In units in the last place of the scale that stands in the document's head. */
  readonly ulps: number;
  /** As a part of what the tests allow. */
  readonly part: number;
}

/** Which cases, and what the tests hold the backend to. */
export interface Sampling {
  readonly cases: number;
  readonly seed: number;
  readonly accuracy: Accuracy;
}

/**
 * How much more one rounding of an operand may move a result than its own rounding does, before the
 * result counts as what cancellation left over.
 */
export const cancellation: number = 16;

/** Rejects where the backend does. */
export async function rowError(
  row: ConformanceRow,
  backend: Backend,
  { cases, seed, accuracy }: Sampling,
): Promise<RowError> {
  let ulps = 0;
  let part = 0;
  for (const drawn of fc.sample(casesOfRow(row), { numRuns: cases, seed })) {
    const { computation, inputs, K } = questionOf(row, drawn);
    const exact = await consult(computation, inputs, K);
    const bound =
      accuracy === correctlyRounded ? exact : await consult(computation, inputs, K, accuracy);
    const actual = await evaluate(computation, inputs, backend, "float32");
    exact.values.forEach((values, k) => {
      const size = largest(0, values, (y) => Math.abs(y));
      const unit = ulp(Math.max(size, exact.answers[k] / cancellation));
      for (let i = 0; i < values.length; i++) {
        const off = distance(actual[k][i], values[i]);
        if (off === 0) continue;
        ulps = Math.max(ulps, off / unit);
        part = Math.max(part, off / bound.tolerance.float32[k]);
      }
    });
  }
  return { ulps, part };
}
