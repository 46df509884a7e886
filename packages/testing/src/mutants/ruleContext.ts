/**
 * @file What a rule is given: made for an operator outside any tape.
 */
import {
  applyEagerly,
  isFloat,
  ops,
  reference,
  tensor,
  type AnyOperator,
  type Attributes,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { numbersFor } from "../arbitraries/numbers.js";
import type { Context } from "./ruleFault.js";

const float64 = { backend: reference, dtype: "float64" as const };

/** What to apply an operator to. */
export interface Operands {
  readonly inputs: readonly (Operand | number)[];
  readonly attributes: Attributes;
}

/**
 * What the operator's rule is given after that call, with cotangents drawn from `seed`. The gradients
 * by all floats are wanted unless `wants` says otherwise.
 */
export function contextOf(
  operator: AnyOperator,
  { inputs: operands, attributes }: Operands,
  seed: number,
  wants?: readonly boolean[],
): Context {
  const inputs = operands.map((x) => (typeof x === "number" ? tensor(x, float64) : x.value));
  const outputs = applyEagerly(operator, inputs, attributes, ops);
  const cotangents = weightsFor(outputs, seed);
  return {
    inputs,
    outputs,
    output: outputs[0],
    cotangents,
    cotangent: cotangents[0],
    attributes,
    wants: wants ?? inputs.map(({ dtype }) => isFloat(dtype)),
  };
}

/** Random cotangents of these operands, in float64. */
export function weightsFor(operands: readonly Operand[], seed: number): Tensor[] {
  const shapes = operands.map(({ shape }) => ({ shape, domain: "real" as const }));
  return numbersFor(shapes, seed).map((values, i) =>
    tensor(values, { ...float64, shape: shapes[i].shape }),
  );
}
