/**
 * @file Functions that must not see padding: with z in place of x wherever a mask says padding,
 *
 *   f(x) = f(z),   J(x)ᵀ u = J(z)ᵀ u,   (J(x)ᵀ u) = 0 where there is padding,
 *
 * all of it without a rounding's difference: a weight of 0 takes nothing of anything.
 */
import { leavesOf, mapTree, vjp, type Differentiable } from "@heed/autograd";
import { ops, Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/**
 * Where what stands in the padding of inputs changes a bit of `f` or of its gradient, or where a
 * gradient flows into it; `undefined` where none of it is so. `words` has, for the path of each
 * padded input (`""` where the tree is one operand), a mask that broadcasts to it: 1 where the
 * elements count, 0 at padding.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const words = tensor([1, 1, 0], { backend: reference, dtype: "int32" });
 * const total = (x: Operand) => ops.sum(ops.where(words, x, 0));
 * paddingInvariance(total, tensor([1, 2, 3], at), { "": words }); // undefined
 */
export function paddingInvariance<P>(
  f: Differentiable<P>,
  inputs: P,
  words: Readonly<Record<string, Operand>>,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const random = new Random(seed);
    const point = copyOf(inputs);
    const u = weightsLike(single(point), random);
    const masks = copyOf(words);
    // Far from what is there, of either sign.
    const fillings = mapTree(point, (x) => ops.mul(weightsLike(x, random), 100));
    const others = new Map(leavesOf(fillings).map(({ path, operand }) => [path, operand]));
    const elsewhere = (tree: P): P =>
      mapTree(tree, (x, path) => {
        const z = others.get(path);
        return z === undefined || !(path in masks) ? x : ops.where(masks[path], x, z);
      });
    const inPadding = (x: P): Record<string, Operand> => {
      const gradient = vjp(single)(x).pullback(u);
      const padded = leavesOf(gradient).filter(({ path }) => path in masks);
      return Object.fromEntries(
        padded.map(({ path, operand }) => [
          `gradient in the padding of ${path || "x"}`,
          ops.where(masks[path], 0, operand),
        ]),
      );
    };
    const nothing = (x: P): Record<string, Operand> =>
      mapTree(inPadding(x), (gradient) => ops.mul(gradient, 0));
    return firstMiss(
      [
        {
          law: "f(x) = f(z)",
          of: "values",
          left: (x) => ({ value: single(x) }),
          right: (x) => ({ value: single(elsewhere(x)) }),
          exactly: true,
        },
        {
          law: "J(x)ᵀ u = J(z)ᵀ u",
          of: "derivatives",
          left: (x) => pullBack(single, x, u),
          right: (x) => pullBack(single, elsewhere(x), u),
          exactly: true,
        },
        {
          law: "J(x)ᵀ u = 0 in padding",
          of: "derivatives",
          left: inPadding,
          right: nothing,
          exactly: true,
        },
      ],
      point,
    );
  });
}
