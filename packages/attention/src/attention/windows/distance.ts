/**
 * @file How far each place of a source is from where a query stands, and whether that is near.
 *
 * B batch, Q queries, S source length.
 */
import { arange, ops, tensor, type Operand, type Tensor } from "@heed/tensor";

/** j − p for each place j = 0 … S − 1, (B, Q, S), from the middles p (B, Q, 1). */
export function distancesFrom(middles: Operand, S: number): Operand {
  const { dtype, value } = middles;
  return ops.sub(arange(S, { backend: value.backend, dtype }), middles);
}

/** 1 where |distance| ≤ reach, 0 elsewhere: int32, as masks are. Not recorded: a step has no slope. */
export function within({ dtype, value }: Operand, reach: number): Tensor {
  const isOutside = ops.unsqueeze(ops.greater(ops.abs(value), reach), { axis: -1 });
  // A comparison's 0 or 1 is a float; argmax gives integers. Which of (1, 0) it is, is its opposite.
  const answers = tensor([1, 0], { backend: value.backend, dtype });
  return ops.argmax(ops.equal(isOutside, answers), { axes: [-1] });
}
