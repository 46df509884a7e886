/**
 * @file Every operator on every backend against the float64 reference: the rows follow from the
 * list of operators. Operands are random views; tolerances are derived in support/tolerance.ts.
 */
import { operators, sizeOf, type AnyOperator } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { derivativeOf, evaluate, forwardOf, isDifferentiable } from "../support/computation.js";
import { casesOf, type OperatorCase } from "../support/operatorCase.js";
import { runs } from "../support/runs.js";
import { consult, worstMiss } from "../support/tolerance.js";

const rows = Object.values(operators as Record<string, AnyOperator>);

/** Longer than a vector register, an unrolled loop or a tile of any backend, and no multiple. */
const longest = 37;

/** Roundings behind one element of a result: none where the operator only moves elements. */
function roundingsForward(operator: AnyOperator, { inputs, cotangents, attributes }: OperatorCase): number {
  if (operator.flops === undefined) return 0;
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  return perElement(operator.flops(ins, outs, attributes), outs.map(sizeOf));
}

/** A derivative costs two to three times its forward, and sums what broadcasting stretched. */
function roundingsBackward(operator: AnyOperator, { inputs, cotangents, attributes }: OperatorCase): number {
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  const flops = operator.flops?.(ins, outs, attributes) ?? 0;
  const summed = outs.reduce((total, shape) => total + sizeOf(shape), 0);
  return perElement(3 * flops + summed, ins.map(sizeOf));
}

function perElement(work: number, sizes: readonly number[]): number {
  return Math.max(1, work / Math.max(1, Math.min(...sizes)));
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    for (const operator of rows) {
      test(`${operator.name} gives the float64 reference's results`, async () => {
        await fc.assert(
          fc.asyncProperty(casesOf(operator, longest), async (drawn) => {
            const forward = forwardOf(operator, drawn.attributes);
            const oracle = await consult(forward, drawn.inputs, roundingsForward(operator, drawn));
            const results = await evaluate(forward, drawn.inputs, backend, "float32");
            expect(worstMiss(results, oracle.values, oracle.tolerance.float32)).toBeUndefined();
          }),
          runs(25),
        );
      });
    }
    for (const operator of rows.filter(isDifferentiable)) {
      test(`${operator.name} gives the float64 reference's gradients`, async () => {
        await fc.assert(
          fc.asyncProperty(casesOf(operator, longest), async (drawn) => {
            const { inputs, cotangents, attributes } = drawn;
            const derivative = derivativeOf(operator, attributes, inputs.length);
            const given = [...inputs, ...cotangents];
            const oracle = await consult(derivative, given, roundingsBackward(operator, drawn));
            const gradients = await evaluate(derivative, given, backend, "float32");
            expect(worstMiss(gradients, oracle.values, oracle.tolerance.float32)).toBeUndefined();
          }),
          runs(25),
        );
      });
    }
  });
}
