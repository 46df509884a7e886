import {
  callable,
  defineOp,
  ops,
  operators,
  reference,
  sameShape,
  tensor,
  type AnyOperator,
  type Domain,
  type Tensor,
} from "@heed/tensor";
import { operatorCases, place } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";
import { valueOf } from "./valueOf.js";

const rows = Object.values(operators as Record<string, AnyOperator>);

/** Somebody's own operator, which is in no list. */
const swish: AnyOperator = defineOp({
  name: "swish",
  about: "x times its sigmoid.",
  formula: "y = x σ(x)",
  derivative: "by composition",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x]) => [x],
  composition: ([x], _, ops) => ops.mul(x, ops.sigmoid(x)),
  sample: (draw) => ({ inputs: [{ shape: draw.shape(1, 2), domain: "real" }] }),
});

/** Whether numbers are of a domain. */
function holds(values: Float64Array, domain: Domain): boolean {
  if (typeof domain === "object")
    return values.every((x) => Number.isInteger(x) && x >= 0 && x < domain.indexBelow);
  if (domain === "mask") return values.every((x) => x === 0 || x === 1);
  if (domain === "positive") return values.every((x) => x > 0);
  if (domain === "nonzero") return values.every((x) => x !== 0);
  return values.every(Number.isFinite);
}

describe.each([...rows, swish].map((operator) => [operator.name, operator] as const))(
  "%s",
  (_, operator) => {
    test("cases fit the operator, and hold what its sample says", () => {
      fc.assert(
        fc.property(operatorCases(operator), ({ inputs, attributes, cotangents }) => {
          const shapes = operator.shapes(
            inputs.map(({ shape }) => shape),
            attributes,
          );
          expect(cotangents.map(({ shape }) => shape)).toEqual(shapes);
          for (const { values, domain } of [...inputs, ...cotangents]) {
            expect(holds(values, domain as Domain)).toBe(true);
          }
        }),
        runs(30),
      );
    });
  },
);

describe("a case", () => {
  test("is printed as a call that gives what the operator gives", () => {
    const names = { ops, callable, swish, reference, tensor };
    for (const operator of [
      operators.matmul,
      operators.concat,
      operators.slice,
      operators.sum,
      swish,
    ] as AnyOperator[]) {
      fc.assert(
        fc.property(operatorCases(operator), ({ inputs, attributes, ...drawn }) => {
          const [call] = fc.stringify({ inputs, attributes, ...drawn }).split("// cotangent");
          const result = valueOf(call, names) as Tensor;
          expect(result.shape).toEqual(drawn.cotangents[0].shape);
          const args =
            operator.arity === "many" ? [inputs.map((x) => place(x))] : inputs.map((x) => place(x));
          const apply = callable(operator) as unknown as (...args: unknown[]) => Tensor;
          expect(result.dataSync()).toEqual(apply(...args, attributes).dataSync());
        }),
        runs(20),
      );
    }
  });

  test("shrinks to small shapes, row-major, of simple numbers", () => {
    const product = operators.matmul as AnyOperator;
    const cases = smallest(
      operatorCases(product),
      ({ inputs: [a, b] }) => a.shape.length === 2 && a.shape[1] >= 2 && b.shape.length === 2,
    );
    for (const drawn of cases) {
      const [call] = fc.stringify(drawn).split("\n// cotangent");
      expect(call).toBe(
        'ops.matmul(\n  tensor([[0, 0]], { backend: reference, dtype: "float64" }),\n  tensor([[0], [0]], { backend: reference, dtype: "float64" }),\n)',
      );
    }
  });

  test("of operands of any number shrinks to few", () => {
    const stack = operators.stack as AnyOperator;
    for (const { inputs } of smallest(operatorCases(stack), ({ inputs }) =>
      inputs.some(({ values }) => values[0] > 1.5),
    )) {
      expect(inputs.map(({ values }) => [...values])).toEqual([[2]]);
    }
  });

  test("stretches only where a failure needs it", () => {
    const sum = operators.add as AnyOperator;
    for (const {
      inputs: [a, b],
    } of smallest(operatorCases(sum), ({ inputs: [a] }) => a.shape.includes(3))) {
      expect(sameShape(a.shape, b.shape)).toBe(true);
      expect(a.shape).toEqual([3]);
    }
  });

  test("is no longer than is wanted along any axis", () => {
    const longest = (wanted?: number) => {
      const options = wanted === undefined ? {} : { longest: wanted };
      const drawn = sample(operatorCases(operators.exp as AnyOperator, options), 500);
      return Math.max(...drawn.flatMap(({ inputs }) => inputs.flatMap(({ shape }) => [...shape])));
    };
    expect([longest(), longest(9), longest(2)]).toEqual([4, 9, 2]);
  });
});
