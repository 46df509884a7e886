/**
 * @file One call of an operator as a workload: plain data, from which every contender makes the same
 * operands.
 */
import { operators, sizeOf, type AnyOperator, type Domain, type Shape } from "@heed/tensor";
import type { Workload } from "../protocol.js";

export interface OperandSpec {
  readonly shape: Shape;
  readonly domain: Domain;
  /** It is the view, last two axes exchanged, of an array whose last two sizes are exchanged. */
  readonly transposed?: true;
}

export interface OperatorWorkload extends Workload {
  readonly kind: "operator";
  readonly operator: string;
  readonly inputs: readonly OperandSpec[];
  readonly attributes: object;
  /** Of the floats: float64 for the oracle alone. */
  readonly dtype: "float32" | "float64";
  readonly seed: number;
}

/** The operators by name. */
export const operatorTable: Readonly<Record<string, AnyOperator>> = operators;

/** The sizes as the elements lie in memory. */
export function storedShape({ shape, transposed }: OperandSpec): Shape {
  if (transposed !== true) return shape;
  const [rows, columns] = shape.slice(-2);
  return [...shape.slice(0, -2), columns, rows];
}

/** What one call costs, as the operator itself counts it. */
export interface Costs {
  readonly flops: number;
  readonly bytes: number;
  /** Elements of all its results. */
  readonly elements: number;
}

export function costsOf({ operator: name, inputs, attributes }: OperatorWorkload): Costs {
  const operator = operatorTable[name];
  const ins = inputs.map(({ shape }) => shape);
  const outs = operator.shapes(ins, attributes);
  const total = (shapes: readonly Shape[]): number =>
    shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  return {
    flops: operator.flops?.(ins, outs, attributes) ?? 0,
    // float32 and int32 alike.
    bytes: operator.bytes?.(ins, outs, attributes) ?? 4 * (total(ins) + total(outs)),
    elements: total(outs),
  };
}
