/**
 * @file Layouts: the sizes and strides of a kernel that walks up to four axes, as int32 in memory:
 *
 *   n0 n1 n2 n3 | s0 s1 s2 s3 of the result | … of the first operand | … of the second | …
 *
 * Strides count elements; 0 stretches an axis and a negative one walks it backwards. The last axis
 * is the fast one: callers fold neighbouring axes that one stride walks, and fill up with sizes of
 * 1 at the front.
 */

/** Size of axis d. */
@inline
export function size(layout: usize, d: i32): i32 {
  return load<i32>(layout + (d << 2));
}

/** Step of the result (0) or an operand (1, 2, …) along axis d, in bytes. */
@inline
export function step(layout: usize, operand: i32, d: i32): i32 {
  return load<i32>(layout + ((4 + 4 * operand + d) << 2)) << 2;
}

/** Distance of row (i0, i1, i2) from the start of the result or an operand, in bytes. */
@inline
export function rowOffset(layout: usize, operand: i32, i0: i32, i1: i32, i2: i32): i32 {
  return (
    i0 * step(layout, operand, 0) + i1 * step(layout, operand, 1) + i2 * step(layout, operand, 2)
  );
}
