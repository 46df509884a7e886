/**
 * @file Numbers as the scripts of this folder store them: by path, nested as deep as a shape is long.
 */
import { mapTree } from "@heed/autograd";
import { scope, tensor, type NestedNumbers, type Operand } from "@heed/tensor";
import type { Numbers } from "../attention/model/numbersOf.js";
import type { Place } from "../support/places.js";

/** By path. */
export type Stored = Readonly<Record<string, NestedNumbers>>;

/** The stored operands in the form of `form`. Throws `RangeError` unless paths and shapes are the same. */
export function place<T>(stored: Stored, form: T, at: Omit<Place, "name">): T {
  const missing = new Set(Object.keys(stored));
  const placed = scope(() =>
    mapTree(form, ({ shape }, path): Operand => {
      if (!missing.delete(path)) throw new RangeError(`${path} has no golden value`);
      const operand = tensor(stored[path], at);
      if (operand.shape.join() !== shape.join()) {
        throw new RangeError(
          `${path} is (${shape.join()}), its golden value (${operand.shape.join()})`,
        );
      }
      return operand;
    }),
  );
  if (missing.size > 0) throw new RangeError(`nothing is called ${[...missing].join()}`);
  return placed;
}

/** The same on the host, each path after `prefix`. */
export function numbersIn(stored: Stored, prefix = ""): Numbers {
  return Object.fromEntries(
    Object.entries(stored).map(([path, nested]) => [prefix + path, [nested].flat(3) as number[]]),
  );
}
