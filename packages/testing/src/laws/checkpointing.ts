/**
 * @file A checkpointed function is the plain one, computed twice:
 *
 *   checkpoint(f)(x) = f(x),  and so are the gradients of both, and the gradients of those,
 *
 * bit for bit: what is computed again is computed in the same way. (Only where f is a part of more
 * that uses the same operands may sums of gradients be grouped in another way.)
 */
import { checkpoint, grad, mapTree, vjp, type Differentiable } from "@heed/autograd";
import { Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { byName, dotOfTrees, pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss, type Way } from "./way.js";

/**
 * Where `checkpoint(f)` gives another value, gradient or second gradient than `f`; `undefined` where
 * it gives none. Throws what `checkpoint` throws where `f` depends on variables that it is not given.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * checkpointing((x: Operand) => ops.tanh(ops.exp(x)), tensor([1, 2], at)); // undefined
 */
export function checkpointing<P>(f: Differentiable<P>, inputs: P, seed = 0): LawMiss | undefined {
  return scope(() => {
    const plain = singleResult(f);
    const again = checkpoint(plain);
    const random = new Random(seed);
    const point = copyOf(inputs);
    const u = weightsLike(plain(point), random);
    const v = mapTree(point, (x) => weightsLike(x, random));
    type Single = typeof plain;
    const value = (h: Single): Way<P> => {
      return (x) => ({ value: h(x) });
    };
    const gradient = (h: Single): Way<P> => {
      return (x) => pullBack(h, x, u);
    };
    const second = (h: Single): Way<P> => {
      const along = (x: P): Operand => dotOfTrees(vjp(h)(x).pullback(u), v);
      return (x) => byName(grad(along)(x));
    };
    const same = (law: string, of: LawMiss["of"], way: (h: Single) => Way<P>) => {
      return { law, of, left: way(again), right: way(plain), exactly: true } as const;
    };
    return firstMiss(
      [
        same("checkpoint(f)(x) = f(x)", "values", value),
        same("∇ checkpoint(f) = ∇ f", "derivatives", gradient),
        same("∇² checkpoint(f) = ∇² f", "derivatives", second),
      ],
      point,
    );
  });
}
