/**
 * @file Every operator's derivative, and its derivative's derivative, by every check that
 * `checkGradient` knows. That these tests can fail is shown in test/testing/mutants.
 */
import { apply, operators, ops, scope, type AnyOperator, type Operand } from "@heed/tensor";
import { checkGradient, type CheckOrder } from "@heed/autograd";
import { isDifferentiable, operatorCases, place } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/runs.js";

const all = Object.values(operators as Record<string, AnyOperator>);
const rows = all.filter(isDifferentiable);

test("an operator has a derivative, or says that it has none", () => {
  for (const operator of all) {
    expect(isDifferentiable(operator)).toBe(!operator.derivative.startsWith("none"));
  }
});

function holds(operator: AnyOperator, order: CheckOrder, count: number): void {
  fc.assert(
    fc.property(operatorCases(operator), fc.nat(), ({ inputs, attributes }, seed) => {
      scope(() => {
        const f = (operands: readonly Operand[]) => apply(operator, operands, attributes, ops);
        const report = checkGradient(
          f,
          inputs.map((input) => place(input)),
          { order, seed },
        );
        expect(report.ok, String(report)).toBe(true);
      });
    }),
    runs(count),
  );
}

describe("first derivatives", () => {
  for (const operator of rows) {
    test(`the derivative of ${operator.name} is what differences say`, () => {
      holds(operator, 1, 30);
    });
  }
});

describe("second derivatives", () => {
  for (const operator of rows) {
    test(`the second derivative of ${operator.name} is what differences of the first say`, () => {
      holds(operator, 2, 15);
    });
  }
});
