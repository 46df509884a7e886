/**
 * @file Queries one at a time, as decoding has them, where others are given all at once.
 */
import { ops, type Operand } from "@heed/tensor";

/** The slices of an axis, each still with that axis. */
export function slicesOf(x: Operand, axis: number): Operand[] {
  return ops.split(x, { axis, sizes: Array.from({ length: x.shape[axis] }, () => 1) });
}

/** What `compute` makes of each of the queries (B, Q, H), as (B, 1, H), joined along the axis Q. */
export function queryByQuery(
  queries: Operand,
  compute: (query: Operand, q: number) => Operand,
): Operand {
  return ops.concat(slicesOf(queries, 1).map(compute), { axis: 1 });
}
