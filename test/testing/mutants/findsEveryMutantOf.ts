/**
 * @file The claim that no mutant of an operator lives, as a test.
 */
import type { AnyOperator } from "@heed/tensor";
import { mutationScore, operatorSubject } from "@heed/testing";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { unexplained } from "./inert.js";

/**
 * How many mutants are tried of an operator that is composed of others: there are hundreds of the
 * derivative of a fused operator. `npx heed gradcheck --mutate` tries them all.
 */
const ofComposition = runs(40).numRuns;

/** Declares the test; a note on it says how many mutants there were. */
export function findsEveryMutantOf(operator: AnyOperator): void {
  test(operator.name, ({ annotate }) => {
    const atMost = operator.vjp === undefined ? ofComposition : Infinity;
    const score = mutationScore([operatorSubject(operator, { atMost })]);
    expect(score.survivors).toEqual([]);
    expect(score.falseAlarms).toEqual([]);
    expect(unexplained(score.inert)).toEqual([]);
    expect(score.mutants).toBeGreaterThan(0);
    return annotate(`${score.killed} of ${score.mutants} killed, ${score.inert.length} inert`);
  });
}
