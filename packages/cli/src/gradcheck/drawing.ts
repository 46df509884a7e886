/**
 * @file Cases out of fast-check's arbitraries: the one that a seed gives, and the smallest that is
 * still wrong.
 */
import { scope } from "@heed/tensor";
import fc from "fast-check";
import type { Case, Subject } from "./subject.js";

/** How a subject draws its cases from an arbitrary. */
export function drawingFrom<T>(
  arbitrary: fc.Arbitrary<T>,
  caseOf: (drawn: T) => Case,
): Pick<Subject, "draw" | "shrink"> {
  return {
    draw: (seed) => caseOf(fc.sample(arbitrary, { seed, numRuns: 1 })[0]),
    shrink: (seed, isWrong) => {
      const isRight = fc.property(arbitrary, (drawn) => scope(() => !isWrong(caseOf(drawn))));
      const { counterexample } = fc.check(isRight, { seed, numRuns: 1 });
      const [drawn] = counterexample ?? fc.sample(arbitrary, { seed, numRuns: 1 });
      return caseOf(drawn);
    },
  };
}
