/**
 * @file Tensors as TypeScript: what a person reads in a counterexample, and pastes.
 */
import { sizeOf, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { rowMajor, stridesOf } from "./layout.js";
import { isInteger, storedCells, type TensorData } from "./tensorData.js";

/** The same data; fast-check prints it, and copies of it with other values, as a literal. */
export function readable(data: TensorData): TensorData {
  return {
    ...data,
    [fc.toStringMethod](this: TensorData): string {
      return literalOf(this);
    },
  } as TensorData;
}

/**
 * The expression that makes the tensor. Where it does not lie row-major, that is a view of its storage,
 * beside what it shows.
 *
 * @example
 * const pair = { shape: [2], domain: "real", values: new Float64Array([1, 2]) };
 * literalOf({ ...pair, layout: rowMajor([2]) }); // 'tensor([1, 2], { backend: reference, dtype: "float64" })'
 */
export function literalOf(data: TensorData): string {
  const { shape, values, layout } = data;
  const at = `backend: reference, dtype: "${isInteger(data) ? "int32" : "float64"}"`;
  const axes = `[${shape.join(", ")}]`;
  // Nested arrays do not show how long the axes behind an empty one are.
  if (sizeOf(shape) === 0) return `tensor([], { ${at}, shape: ${axes} })`;
  const shown = nested(values, shape);
  const { strides, offset, cells } = stridesOf(shape, layout);
  const own = stridesOf(shape, rowMajor(shape));
  if (cells === own.cells && strides.every((step, d) => step === own.strides[d])) {
    return `tensor(${shown}, { ${at} })`;
  }
  const storage = nested(storedCells(data), [cells]);
  const view = `view(${axes}, [${strides.join(", ")}], ${offset})`;
  return `tensor(${storage}, { ${at} }).${view} /* ${shown} */`;
}

/** Numbers in row-major order as nested arrays. */
function nested(values: ArrayLike<number>, shape: Shape): string {
  let texts = Array.from(values, (x) => (Object.is(x, -0) ? "-0" : String(x)));
  for (const extent of shape.toReversed()) {
    texts = Array.from(
      { length: texts.length / extent },
      (_, i) => `[${texts.slice(i * extent, (i + 1) * extent).join(", ")}]`,
    );
  }
  return texts[0];
}
