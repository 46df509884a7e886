/**
 * @file Conformance: every operator, forward and derivative, on any backend against the float64
 * reference. The rows follow from the list of operators. Operands are random views; tolerances are
 * derived in support/tolerance.ts. It runs in Node and in a browser's Worker.
 */
import { operators, sizeOf, type AnyOperator, type Backend } from "@heed/tensor";
import { isDifferentiable, type OperatorCase, operatorCases, type TensorData } from "@heed/testing";
import fc from "fast-check";
import type { Accuracy } from "./accuracy.js";
import { derivativeOf, evaluate, forwardOf, type Computation } from "./computation.js";
import { consult, worstMiss } from "./tolerance.js";

/** Longer than a vector register, an unrolled loop or a tile of any backend, and no multiple. */
const longest = 37;

export type Side = "results" | "gradients";

/** What is to be held against the reference: one side of one operator. */
export interface ConformanceRow {
  readonly name: string;
  readonly side: Side;
}

const table = operators as Record<string, AnyOperator>;

/** The results of every operator, then the gradients of those that have any. */
export const conformanceRows: readonly ConformanceRow[] = [
  ...Object.keys(table).map((name) => ({ name, side: "results" as const })),
  ...Object.keys(table)
    .filter((name) => isDifferentiable(table[name]))
    .map((name) => ({ name, side: "gradients" as const })),
];

/** How often a row is tried, and how far off the device may be. */
export interface Trial {
  readonly numRuns: number;
  readonly accuracy: Accuracy;
}

/**
 * Throws where a backend misses the reference: the smallest case found, which backend, and by how
 * much. The reference is asked once for all of them; what they are called is for the message.
 */
export async function conform(
  row: ConformanceRow,
  backends: Readonly<Record<string, Backend>>,
  { numRuns, accuracy }: Trial,
): Promise<void> {
  const { name } = row;
  await fc.assert(
    fc.asyncProperty(casesOfRow(row), async (drawn) => {
      const { computation, inputs, K } = questionOf(row, drawn);
      const { values, tolerance } = await consult(computation, inputs, K, accuracy);
      for (const [called, backend] of Object.entries(backends)) {
        const actual = await evaluate(computation, inputs, backend, "float32");
        const miss = worstMiss(actual, values, tolerance.float32);
        if (miss !== undefined) throw new Error(`${name} on ${called}: ${miss}`);
      }
    }),
    // The miss belongs in the message: no cause crosses from a Worker.
    { numRuns, includeErrorInReport: true },
  );
}

/** What a row is tried on. */
export function casesOfRow({ name }: ConformanceRow): fc.Arbitrary<OperatorCase> {
  return operatorCases(table[name], { longest });
}

/** A computation, what to give it, and how many roundings an element of its result has behind it. */
export interface Question {
  readonly computation: Computation;
  readonly inputs: readonly TensorData[];
  readonly K: number;
}

/** What a row asks of a backend in one case. */
export function questionOf({ name, side }: ConformanceRow, drawn: OperatorCase): Question {
  return side === "results" ? results(table[name], drawn) : gradients(table[name], drawn);
}

/** No rounding where the operator only moves elements. */
function results(
  operator: AnyOperator,
  { inputs, cotangents, attributes }: OperatorCase,
): Question {
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  const K =
    operator.flops === undefined
      ? 0
      : perElement(operator.flops(ins, outs, attributes), outs.map(sizeOf));
  return { computation: forwardOf(operator, attributes), inputs, K };
}

/** A derivative costs two to three times its forward, and sums what broadcasting stretched. */
function gradients(
  operator: AnyOperator,
  { inputs, cotangents, attributes }: OperatorCase,
): Question {
  const ins = inputs.map(({ shape }) => shape);
  const outs = cotangents.map(({ shape }) => shape);
  const flops = operator.flops?.(ins, outs, attributes) ?? 0;
  const summed = outs.reduce((total, shape) => total + sizeOf(shape), 0);
  return {
    computation: derivativeOf(operator, attributes, inputs.length),
    inputs: [...inputs, ...cotangents],
    K: perElement(3 * flops + summed, ins.map(sizeOf)),
  };
}

function perElement(work: number, sizes: readonly number[]): number {
  return Math.max(1, work / Math.max(1, Math.min(...sizes)));
}
