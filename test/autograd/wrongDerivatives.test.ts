/**
 * @file Proof that the gradient tests can fail: operators whose derivatives are wrong on purpose,
 * each of which the same check must catch.
 */
import { operators, type Algebra, type AnyOperator, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDifferentiable } from "../support/computation.js";
import { derivativeMiss, resultsOf } from "../support/differences.js";
import { casesOf } from "../support/operatorCase.js";

type Gradients = (Operand | null)[];

/** The operator with its gradients spoilt. */
function spoil(
  operator: AnyOperator,
  wrong: (gradients: Gradients, ops: Algebra) => Gradients,
): AnyOperator {
  const rule = operator.vjp?.bind(operator);
  if (rule === undefined) throw new Error(`${operator.name} has no rule to spoil`);
  return { ...operator, vjp: (context, ops) => wrong(rule(context, ops), ops) };
}

/** Whether some random case shows that the derivative is wrong. */
function isCaught(operator: AnyOperator): boolean {
  const details = fc.check(
    fc.property(casesOf(operator), fc.nat(), ({ inputs, attributes }, seed) => {
      expect(derivativeMiss(resultsOf(operator, attributes), inputs, seed)).toBeUndefined();
    }),
    { numRuns: 100, endOnFailure: true },
  );
  return details.failed;
}

const withRule = Object.values(operators as Record<string, AnyOperator>).filter(
  (operator) => operator.vjp !== undefined && isDifferentiable(operator),
);
/** Flat almost everywhere: their gradients are 0, and minus 0 is as right. */
const flat = ["greater", "equal", "sign"];

describe("the check catches", () => {
  for (const operator of withRule.filter(({ name }) => !flat.includes(name))) {
    test(`${operator.name} with the sign of its last gradient turned`, () => {
      const wrong = spoil(operator, (gradients, ops) => {
        const last = gradients.findLastIndex((gradient) => gradient !== null);
        return gradients.map((gradient, i) =>
          i === last && gradient !== null ? ops.neg(gradient) : gradient,
        );
      });
      expect(isCaught(wrong)).toBe(true);
    });
  }

  test("an error of one part in a million", () => {
    const wrong = spoil(operators.tanh, (gradients, ops) =>
      gradients.map((dX) => dX && ops.mul(dX, 1 + 1e-6)),
    );
    expect(isCaught(wrong)).toBe(true);
  });

  test("a product whose gradients are exchanged where the shapes let them be", () => {
    expect(isCaught(spoil(operators.mul as AnyOperator, exchanged))).toBe(true);
  });

  test("a matrix product whose gradients are transposed where the shapes let them be", () => {
    const transposed = (gradients: Gradients, ops: Algebra): Gradients =>
      gradients.map((gradient) => {
        if (gradient === null) return null;
        const [rows, columns] = gradient.shape.slice(-2);
        return rows === columns ? ops.transpose(gradient) : gradient;
      });
    expect(isCaught(spoil(operators.matmul as AnyOperator, transposed))).toBe(true);
  });

  test("a sum over stretched axes that takes the first instead of adding them all", () => {
    const first = (g: Operand, ops: Algebra): Operand => {
      const row = ops.slice(g, { axis: 0, start: 0, end: 1 });
      return ops.reshape(row, { shape: row.shape.slice(1) });
    };
    const wrong: AnyOperator = {
      ...(operators.add as AnyOperator),
      vjp: ({ cotangent, inputs }, ops) =>
        inputs.map((x) => {
          let gradient = cotangent;
          while (gradient.shape.length > x.shape.length && !gradient.shape.includes(0)) {
            gradient = first(gradient, ops);
          }
          return ops.sumTo(gradient, { shape: x.shape });
        }),
    };
    expect(isCaught(wrong)).toBe(true);
  });
});

function exchanged([dA, dB]: Gradients): Gradients {
  const fits = dA?.shape.join() === dB?.shape.join();
  return fits ? [dB, dA] : [dA, dB];
}
