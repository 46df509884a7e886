/**
 * @file Two ways to compute the same numbers, in float64 on the reference backend.
 */
import { leavesOf, mapTree, Variable } from "@heed/autograd";
import { isFloat, reference, scope, tensor, type Operand } from "@heed/tensor";
import { indexAt } from "../indices.js";
import { lawMiss, type LawMiss } from "./lawMiss.js";
import { roundingOf } from "./rounding.js";

/** Numbers made of a tree of operands, by the names that a miss calls them. */
export type Way<P> = (inputs: P) => Readonly<Record<string, Operand>>;

/** Both sides of an equation. */
export interface Equation<P> {
  readonly law: string;
  readonly of: LawMiss["of"];
  readonly left: Way<P>;
  readonly right: Way<P>;
  /** Whether even rounding must be the same. */
  readonly exactly?: boolean;
}

/**
 * Where the sides of an equation are farther apart than rounding can take them; `undefined` where
 * they are not. Each side is computed on tensors, where operators use rules of their own; where any
 * bit differs, again on variables, to read from the tape how far rounding reaches.
 */
export function missOf<P>(
  { law, of, left, right, exactly = false }: Equation<P>,
  inputs: P,
): LawMiss | undefined {
  return scope(() => {
    const tensors = copyOf(inputs);
    const sides = [left, right].map((way) =>
      Object.entries(way(tensors)).map(([name, { value, shape }]) => {
        return { name, shape, values: value.dataSync() };
      }),
    );
    const [one, other] = sides;
    const apart = one.flatMap(({ values }, k) =>
      Array.from(values, (y, i) => ({ k, i, y, z: other[k].values[i] })).filter(
        ({ y, z }) => !Object.is(y, z) && y !== z,
      ),
    );
    if (apart.length === 0) return undefined;
    const [leftOff, rightOff] = [left, right].map((way) =>
      exactly ? one.map(() => 0) : roundingAt(way, tensors),
    );
    const worst = apart
      .map(({ k, i, y, z }) => ({ k, i, y, z, tolerance: leftOff[k] + rightOff[k] }))
      .filter(({ y, z, tolerance }) => !(Math.abs(y - z) <= tolerance))
      .sort((a, b) => excess(b) - excess(a))
      .at(0);
    if (worst === undefined) return undefined;
    const { name, shape } = one[worst.k];
    const where = shape.length === 0 ? name : `${name}[${indexAt(worst.i, shape).join(",")}]`;
    const { y, z, tolerance } = worst;
    return lawMiss({ law, of, where, left: y, right: z, tolerance });
  });
}

/** The first miss of several equations. */
export function firstMiss<P>(equations: readonly Equation<P>[], inputs: P): LawMiss | undefined {
  for (const equation of equations) {
    const miss = missOf(equation, inputs);
    if (miss !== undefined) return miss;
  }
  return undefined;
}

/** The tree in float64 on the reference backend. */
export function copyOf<P>(inputs: P): P {
  return mapTree(inputs, ({ value, shape, dtype }) => {
    const kind = isFloat(dtype) ? "float64" : dtype;
    return tensor(value.dataSync(), { backend: reference, dtype: kind, shape });
  });
}

function roundingAt<P>(way: Way<P>, tensors: P): number[] {
  const lifted = mapTree(tensors, (x) => (isFloat(x.dtype) ? new Variable(x.value) : x));
  const leaves = leavesOf(lifted).map(({ operand }) => operand);
  return roundingOf(leaves, Object.values(way(lifted)));
}

function excess({ y, z, tolerance }: { y: number; z: number; tolerance: number }): number {
  const off = Math.abs(y - z) / tolerance;
  return Number.isNaN(off) ? Infinity : off;
}
