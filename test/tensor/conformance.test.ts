/**
 * @file Every operator on every backend against the float64 reference: the rows follow from the
 * list of operators. Operands are random views; tolerances are derived in support/tolerance.ts.
 */
import { operators, sizeOf, type AnyOperator } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import {
  derivativeOf,
  evaluate,
  forwardOf,
  isDifferentiable,
  type Computation,
} from "../support/computation.js";
import { casesOf, type Input, type OperatorCase } from "../support/operatorCase.js";
import { runs } from "../support/runs.js";
import { consult, worstMiss } from "../support/tolerance.js";

const rows = Object.values(operators as Record<string, AnyOperator>);

/** Longer than a vector register, an unrolled loop or a tile of any backend, and no multiple. */
const longest = 37;

/** Roundings behind one element of a result: none where the operator only moves elements. */
function roundingsForward(
  operator: AnyOperator,
  { inputs, cotangents, attributes }: OperatorCase,
): number {
  if (operator.flops === undefined) return 0;
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  return perElement(operator.flops(ins, outs, attributes), outs.map(sizeOf));
}

/** A derivative costs two to three times its forward, and sums what broadcasting stretched. */
function roundingsBackward(
  operator: AnyOperator,
  { inputs, cotangents, attributes }: OperatorCase,
): number {
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  const flops = operator.flops?.(ins, outs, attributes) ?? 0;
  const summed = outs.reduce((total, shape) => total + sizeOf(shape), 0);
  return perElement(3 * flops + summed, ins.map(sizeOf));
}

function perElement(work: number, sizes: readonly number[]): number {
  return Math.max(1, work / Math.max(1, Math.min(...sizes)));
}

/** What each build gets wrong of a computation, in words. */
async function misses(
  computation: Computation,
  inputs: readonly Input[],
  K: number,
): Promise<Record<string, string>> {
  const { values, tolerance } = await consult(computation, inputs, K);
  const found: Record<string, string> = {};
  for (const [name, backend] of Object.entries(builds)) {
    const results = await evaluate(computation, inputs, backend, "float32");
    const miss = worstMiss(results, values, tolerance.float32);
    if (miss !== undefined) found[name] = miss;
  }
  return found;
}

describe(`on ${Object.keys(builds).join(", ")}`, () => {
  for (const operator of rows) {
    test(`${operator.name} gives the float64 reference's results`, async () => {
      await fc.assert(
        fc.asyncProperty(casesOf(operator, longest), async (drawn) => {
          const { inputs, attributes } = drawn;
          const forward = forwardOf(operator, attributes);
          const K = roundingsForward(operator, drawn);
          expect(await misses(forward, inputs, K)).toEqual({});
        }),
        runs(15),
      );
    });
  }

  for (const operator of rows.filter(isDifferentiable)) {
    test(`${operator.name} gives the float64 reference's gradients`, async () => {
      await fc.assert(
        fc.asyncProperty(casesOf(operator, longest), async (drawn) => {
          const { inputs, cotangents, attributes } = drawn;
          const derivative = derivativeOf(operator, attributes, inputs.length);
          const K = roundingsBackward(operator, drawn);
          expect(await misses(derivative, [...inputs, ...cotangents], K)).toEqual({});
        }),
        runs(15),
      );
    });
  }
});
