/**
 * @file Wrong values for what a rule has saved: from another run, or mirrored.
 */
import { isFloat, Tensor, type Operand } from "@heed/tensor";

/** What another run might have left: each element from its neighbour, and floats by a quarter larger. */
export function ofAnotherRun(operand: Operand): Tensor {
  const factor = isFloat(operand.dtype) ? 1.25 : 1;
  return replaced(operand, (values) =>
    values.map((_, i) => factor * values[(i + 1) % values.length]),
  );
}

/** Each integer counted from the other end of those that occur: masks inverted, other indices. */
export function mirrored(operand: Operand): Tensor {
  return replaced(operand, (values) => {
    const largest = values.reduce((top, value) => Math.max(top, value), 0);
    return values.map((value) => largest - value);
  });
}

function replaced(
  { value }: Operand,
  replace: (values: readonly number[]) => readonly number[],
): Tensor {
  const { shape, dtype, size, backend } = value;
  return new Tensor(backend.allocate(dtype, size, replace(Array.from(value.dataSync()))), shape);
}
