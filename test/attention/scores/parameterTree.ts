/**
 * @file The parameters of a score or a window as a list of inputs, and back as the tree they are.
 */
import { leavesOf, mapTree } from "@heed/autograd";
import { reference, type Operand, type Shape } from "@heed/tensor";
import { numbersFor, rowMajor, type TensorData } from "@heed/testing";
import type { Initializer } from "../../../packages/attention/src/initialization.js";
import type { AttentionSizes } from "../../../packages/attention/src/attention/attention.js";

/** What has parameters: a score, a window. */
interface Parametric<P> {
  init(sizes: AttentionSizes, init: Initializer): P;
}

/** What the parameters look like; their numbers are 0 or first values. */
export function firstParameters<P>(of: Parametric<P>, sizes: AttentionSizes): P {
  return of.init(sizes, { backend: reference, dtype: "float64" });
}

/** The shapes of parameters, in the order in which `fill` takes them. */
export function shapesIn(parameters: object): Shape[] {
  return leavesOf(parameters).map(({ operand }) => operand.shape);
}

/** The same tree of other operands. */
export function fill<P>(parameters: P, operands: readonly Operand[]): P {
  let i = 0;
  return mapTree(parameters, () => operands[i++]);
}

/** Random inputs of these shapes, numbers between −3 and 3. */
export function drawReals(shapes: readonly Shape[], seed: number): TensorData[] {
  const operands = shapes.map((shape) => ({ shape, domain: "real" as const }));
  const numbers = numbersFor(operands, seed);
  return operands.map((operand, i) => ({
    ...operand,
    values: numbers[i],
    layout: rowMajor(operand.shape),
  }));
}
