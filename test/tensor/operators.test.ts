/**
 * @file What holds of every operator in the list, whatever it computes.
 */
import {
  applyEagerly,
  compose,
  full,
  isFloat,
  operators,
  ops,
  scope,
  sizeOf,
  type AnyOperator,
  type HostArray,
  type Tensor,
} from "@heed/tensor";
import { isDifferentiable, operatorCases, place, rowMajor, type TensorData } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { consult, worstMiss } from "../support/tolerance.js";
import { call } from "../support/computation.js";
import { runs } from "../support/runs.js";

const entries = Object.entries(operators as Record<string, AnyOperator>);
const rows = entries.map(([, operator]) => operator);
const fused = rows.filter((operator) => "forward" in operator && "composition" in operator);

test("an operator is listed under its own name, says what it does, and is frozen", () => {
  for (const [name, operator] of entries) {
    expect(operator.name).toBe(name);
    expect(operator.about).toMatch(/\.$/);
    expect(operator.formula).not.toBe("");
    expect(operator.derivative).not.toBe("");
    if (operator.arity !== "many") expect(operator.operands).toHaveLength(operator.arity);
    expect(Object.isFrozen(operator)).toBe(true);
  }
});

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    for (const operator of rows) {
      test(`${operator.name}: results have the shapes of the shape rule, and the right type`, () => {
        fc.assert(
          fc.property(operatorCases(operator), ({ inputs, cotangents, attributes }) => {
            scope(() => {
              const operands = inputs.map((input) => place(input, { backend }));
              const results = call<Tensor>(operator, operands, attributes);
              expect(results.map(({ shape }) => shape)).toEqual(
                cotangents.map(({ shape }) => shape),
              );
              const dtype = operator.resultType?.(attributes) ?? "float32";
              for (const result of results) expect(result.dtype).toBe(dtype);
            });
          }),
          runs(12),
        );
      });

      test(`${operator.name}: only the results are left, and freeing them spares the operands`, () => {
        fc.assert(
          fc.property(operatorCases(operator), ({ inputs, attributes }) => {
            const operands = inputs.map((input) => place(input, { backend }));
            const before = { ...backend.live };
            const results = call<Tensor>(operator, operands, attributes);
            expect(backend.live.storages - before.storages).toBeLessThanOrEqual(results.length);
            for (const result of results) result.dispose();
            expect(backend.live).toEqual(before);
            for (const operand of operands) {
              expect(operand.isDisposed).toBe(false);
              operand.dispose();
            }
          }),
          runs(12),
        );
      });
    }
  });
}

describe("float64 reference", () => {
  for (const operator of rows) {
    test(`${operator.name} does not see how its operands lie in their storage`, () => {
      fc.assert(
        fc.property(operatorCases(operator), ({ inputs, attributes }) => {
          const run = (operands: readonly Tensor[]) =>
            numbersOf(call(operator, operands, attributes));
          scope(() => {
            const views = inputs.map((input) => place(input));
            const plain = inputs.map((input) => place({ ...input, layout: rowMajor(input.shape) }));
            expect(run(views)).toEqual(run(plain));
          });
        }),
        runs(12),
      );
    });
  }

  for (const operator of rows.filter(isDifferentiable)) {
    const rule = operator.vjp?.bind(operator);
    if (rule === undefined) continue;
    test(`the derivative of ${operator.name} reads nothing but what it says that it keeps`, () => {
      fc.assert(
        fc.property(operatorCases(operator), (drawn) => {
          const { attributes } = drawn;
          const gradients = (spoilt: boolean): (HostArray | undefined)[] =>
            scope(() => {
              const placed = (input: TensorData) => place(input);
              const inputs = drawn.inputs.map(placed);
              const outputs = call<Tensor>(operator, inputs, attributes);
              const cotangents = drawn.cotangents.map(placed);
              const seen = (kept: string, tensors: Tensor[]): Tensor[] =>
                spoilt && !operator.keeps.includes(kept) ? tensors.map(withoutNumbers) : tensors;
              const results = seen("output", outputs);
              const context = {
                inputs: seen("inputs", inputs),
                outputs: results,
                output: results[0],
                cotangents,
                cotangent: cotangents[0],
                attributes,
                wants: inputs.map(() => true),
              };
              return rule(context, ops).map((gradient) => gradient?.value.dataSync());
            });
          expect(gradients(true)).toEqual(gradients(false));
        }),
        runs(12),
      );
    });
  }

  for (const operator of fused) {
    test(`${operator.name} is the composition that it names`, async () => {
      await fc.assert(
        fc.asyncProperty(operatorCases(operator), async ({ inputs, cotangents, attributes }) => {
          const composed = (operands: readonly Tensor[]) =>
            compose(operator, operands, attributes, ops).map(({ value }) => value);
          const outs = cotangents.map(({ shape }) => shape);
          const flops =
            operator.flops?.(
              inputs.map(({ shape }) => shape),
              outs,
              attributes,
            ) ?? 0;
          const K = Math.max(1, flops / Math.max(1, Math.min(...outs.map(sizeOf))));
          const oracle = await consult(composed, inputs, K);
          const results = scope(() => {
            const operands = inputs.map((input) => place(input));
            return numbersOf(applyEagerly(operator, operands, attributes, ops));
          });
          expect(worstMiss(results, oracle.values, oracle.tolerance.float64)).toBeUndefined();
        }),
        runs(40),
      );
    });
  }
});

function numbersOf(results: readonly Tensor[]): HostArray[] {
  return results.map((result) => result.dataSync());
}

/** A tensor of the same shape and type, its numbers lost. */
function withoutNumbers({ shape, dtype, backend }: Tensor): Tensor {
  return full(shape, isFloat(dtype) ? NaN : 0, { backend, dtype });
}
