/**
 * @file Random masks: int32, 1 where something counts and 0 where it does not.
 */
import { sizeOf, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { composite } from "./composite.js";
import { rowMajor } from "./layout.js";
import { readable } from "./literal.js";
import { numbers } from "./numbers.js";
import type { TensorData } from "./tensorData.js";

/** What a mask must leave. */
export interface MaskOptions {
  /** Whether each row (along the last axis) has at least one 1, so that a softmax over it is defined. */
  readonly everyRow?: boolean;
}

/**
 * A mask of this shape. Shrinks to all ones, which hides nothing. With `everyRow`, no row is all
 * zeros, as long as rows are not empty.
 *
 * @example
 * const [{ values }] = fc.sample(mask([2, 3], { everyRow: true }), 1);
 * values.slice(0, 3).includes(1); // true
 */
export function mask(
  shape: Shape,
  { everyRow = false }: MaskOptions = {},
): fc.Arbitrary<TensorData> {
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : sizeOf(shape) / columns;
  // Where a row hides all, this column of it is shown.
  const shown = fc.array(fc.nat({ max: Math.max(0, columns - 1) }), {
    minLength: everyRow ? rows : 0,
    maxLength: everyRow ? rows : 0,
  });
  return composite((draw) => {
    const values = draw(numbers, sizeOf(shape), "mask").slice();
    for (const [row, column] of draw(shown).entries()) {
      const start = row * columns;
      if (!values.subarray(start, start + columns).includes(1)) values[start + column] = 1;
    }
    return readable({ shape, domain: "mask", values, layout: rowMajor(shape) });
  });
}
