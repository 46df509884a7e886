/**
 * @file One update of a whole tree of parameters by any optimizer of the list.
 */
import { leavesOf, mapTree } from "@heed/autograd";
import { zeros, type Operand } from "@heed/tensor";
import * as list from "../optimizers.js";
import type { Choice } from "./choice.js";
import type { Optimizer, UpdateFacts } from "./optimizers/optimizer.js";

/** An optimizer of the list. */
export type OptimizerName = keyof typeof list;

export const optimizers: Readonly<Record<OptimizerName, Optimizer>> = list;

/** A tree of parameters, and trees like it of what the optimizer remembers of them, by slot. */
export interface Optimized<P> {
  readonly parameters: P;
  readonly slots: Readonly<Record<string, P>>;
}

/** Slots of zero for a tree of parameters. */
export function zeroSlots<P>({ slots }: Optimizer, parameters: P): Optimized<P>["slots"] {
  const nought = ({ shape, dtype, value }: Operand): Operand =>
    zeros(shape, { backend: value.backend, dtype });
  return Object.fromEntries(slots.map((slot) => [slot, mapTree(parameters, nought)]));
}

/** Parameters and slots after one update. Those before stay the caller's to free. */
export function optimize<P>(
  { name, settings }: Choice<OptimizerName>,
  before: Optimized<P>,
  gradient: P,
  facts: UpdateFacts,
): Optimized<P> {
  const optimizer = optimizers[name];
  const gradients = leavesOf(gradient);
  const slots = optimizer.slots.map((slot) => leavesOf(before.slots[slot]));
  // For each parameter: itself, followed by its slots.
  const updated = leavesOf(before.parameters).map(({ operand }, i) => {
    const ofParameter = slots.map((leaves) => leaves[i].operand);
    return optimizer.update(operand, gradients[i].operand, ofParameter, facts, settings);
  });
  const tree = (place: number): P => {
    let i = 0;
    return mapTree(before.parameters, () => updated[i++][place]);
  };
  return {
    parameters: tree(0),
    slots: Object.fromEntries(optimizer.slots.map((slot, k) => [slot, tree(k + 1)])),
  };
}
