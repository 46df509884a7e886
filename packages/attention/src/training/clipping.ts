/**
 * @file Clipping by the global norm: a gradient that is too long is shortened, its direction kept
 * (Pascanu et al. 2013, Algorithm 1).
 *
 *   g ← c g,  c = min(1, limit / ‖g‖),  ‖g‖ the norm of the gradients of all parameters together
 *
 * Norm and factor stay on the backend: nothing is read back.
 */
import { leavesOf } from "@heed/autograd";
import { ops, type Operand } from "@heed/tensor";

/** The Euclidean norm of all the operands of a tree together: one number. */
export function globalNorm(tree: unknown): Operand {
  const squares = leavesOf(tree).map(({ operand }) => ops.sumSquares(operand));
  return ops.sqrt(ops.sum(ops.stack(squares, { axis: 0 })));
}

/** c, one number, for a tree of gradients. */
export function clipFactor(gradient: unknown, limit: number): Operand {
  // limit / max(limit, ‖g‖), which is the same; and no quotient of 0 by 0, even for a limit of 0.
  const low = Math.max(limit, 1e-30);
  return ops.div(limit, ops.clamp(globalNorm(gradient), { low, high: Infinity }));
}
