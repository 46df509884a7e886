/**
 * @file Functions as laws see them: of a tree of operands, with one result and its gradients.
 */
import { leavesOf, vjp, type Differentiable } from "@heed/autograd";
import { isFloat, ops, Random, sizeOf, tensor, type Operand } from "@heed/tensor";

/** A function of one result: of several, all elements in a row. */
export function singleResult<P>(f: Differentiable<P>): (inputs: P) => Operand {
  return (inputs) => {
    const floats = leavesOf(f(inputs))
      .map(({ operand }) => operand)
      .filter(({ dtype }) => isFloat(dtype));
    if (floats.length === 1) return floats[0];
    const rows = floats.map((result) => ops.reshape(result, { shape: [sizeOf(result.shape)] }));
    return ops.concat(rows, { axis: 0 });
  };
}

/** Jᵀ u, for each float input by its name. */
export function pullBack<P>(
  f: (inputs: P) => Operand,
  inputs: P,
  u: Operand,
): Record<string, Operand> {
  return byName(vjp(f)(inputs).pullback(u));
}

/** The float leaves of a tree of gradients, by name. */
export function byName(gradients: unknown): Record<string, Operand> {
  const named = floatLeaves(gradients).map(
    ({ path, operand }) => [`gradient by ${path || "x"}`, operand] as const,
  );
  return Object.fromEntries(named);
}

/** The leaves that can be differentiated by. */
export function floatLeaves(tree: unknown): ReturnType<typeof leavesOf> {
  return leavesOf(tree).filter(({ operand }) => isFloat(operand.dtype));
}

/** Random weights in the form of an operand: in ±[½, 1), so that none hides what it weighs. */
export function weightsLike({ shape, dtype, value }: Operand, random: Random): Operand {
  const weights = Float64Array.from({ length: sizeOf(shape) }, () => signed(random));
  return tensor(weights, { backend: value.backend, dtype, shape });
}

function signed(random: Random): number {
  return (random.integer(0, 1) * 2 - 1) * (0.5 + 0.5 * random.uniform());
}

/** Σ a_i b_i. */
export function dot(a: Operand, b: Operand): Operand {
  return ops.sum(ops.mul(a, b));
}

/** Σ over the float leaves of two trees of one form. */
export function dotOfTrees(a: unknown, b: unknown): Operand {
  const others = floatLeaves(b);
  return floatLeaves(a)
    .map(({ operand }, i) => dot(operand, others[i].operand))
    .reduce((total, term) => ops.add(total, term));
}
