/**
 * @file The operands' elements: the same in every process.
 */
import { numbersFor } from "@heed/testing";
import type { OperatorWorkload } from "./operatorWorkload.js";

/** Elements of each operand as they lie in memory, row-major; int32 for masks and indices. */
export function operandValues({
  inputs,
  seed,
}: Pick<OperatorWorkload, "inputs" | "seed">): (Float32Array | Int32Array)[] {
  return numbersFor(inputs, seed).map((numbers, i) => {
    const { domain } = inputs[i];
    const isInteger = domain === "mask" || typeof domain === "object";
    return isInteger ? Int32Array.from(numbers) : Float32Array.from(numbers);
  });
}
