/** @file Random numbers for a case of a part of a model. */
import { mapTree } from "@heed/autograd";
import {
  reference,
  uniform,
  type Backend,
  type Operand,
  type Random,
  type Shape,
} from "@heed/tensor";

/** Where gradients are checked. */
export const exact: { readonly backend: Backend; readonly dtype: "float64" } = {
  backend: reference,
  dtype: "float64",
};

/** Numbers between −1 and 1: gates are far from shut. */
export function numbers(shape: Shape, random: Random): Operand {
  return uniform(shape, random, { ...exact, low: -1, high: 1 });
}

/** The same tree with random numbers in it. Parameters of one value, such as gains of 1, hide errors. */
export function randomized<T>(tree: T, random: Random): T {
  return mapTree(tree, ({ shape }) => numbers(shape, random));
}
