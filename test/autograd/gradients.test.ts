/**
 * @file Every operator's derivative, and its derivative's derivative, against differences in
 * float64. That these tests can fail is shown in wrongDerivatives.test.ts.
 */
import { operators, type AnyOperator } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDifferentiable } from "../support/computation.js";
import { derivativeMiss, gradientsOf, recordedMiss, resultsOf } from "../support/differences.js";
import { casesOf } from "../support/operatorCase.js";
import { runs } from "../support/runs.js";

const all = Object.values(operators as Record<string, AnyOperator>);
const rows = all.filter(isDifferentiable);

test("an operator has a derivative, or says that it has none", () => {
  for (const operator of all) {
    expect(isDifferentiable(operator)).toBe(!operator.derivative.startsWith("none"));
  }
});

describe("first derivatives", () => {
  for (const operator of rows) {
    test(`the derivative of ${operator.name} is what differences say`, () => {
      fc.assert(
        fc.property(casesOf(operator), fc.nat(), ({ inputs, attributes }, seed) => {
          const f = resultsOf(operator, attributes);
          expect(derivativeMiss(f, inputs, seed)).toBeUndefined();
        }),
        runs(40),
      );
    });
  }
});

describe("second derivatives", () => {
  for (const operator of rows) {
    test(`the second derivative of ${operator.name} is what differences of the first say`, () => {
      fc.assert(
        fc.property(casesOf(operator), fc.nat(), ({ inputs, cotangents, attributes }, seed) => {
          const f = gradientsOf(operator, attributes, inputs.length);
          const given = [...inputs, ...cotangents];
          expect(recordedMiss(f, given)).toBeUndefined();
          expect(derivativeMiss(f, given, seed)).toBeUndefined();
        }),
        runs(25),
      );
    });
  }
});
