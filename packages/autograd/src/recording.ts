/**
 * @file A recording of what a function did: its part of the tape as data, which can be done again on
 * other numbers, from the start or from the middle, with the same operators or with others.
 */
import { apply, ops, type AnyOperator, type Operand } from "@heed/tensor";
import { nodesBefore, type TapeNode } from "./tape.js";

export interface Recording {
  /** What was given: leaves of the tape. */
  readonly inputs: readonly Operand[];
  /** What was done, in order. */
  readonly nodes: readonly TapeNode[];
  /** What came of it. */
  readonly outputs: readonly Operand[];
}

/** What was done to `inputs` to make `outputs`. */
export function recordingOf(inputs: readonly Operand[], outputs: readonly Operand[]): Recording {
  return { inputs, nodes: nodesBefore(outputs), outputs };
}

/** What stands for each operand of a recording. Those that are not named stand for themselves. */
export type Standins = ReadonlyMap<Operand, Operand>;

/**
 * Does it again with `inputs` in place of the recorded ones, of the same shapes. What did not depend
 * on them stays as it was. `operatorAt` may name another operator for a node.
 */
export function replay(
  { inputs: recorded, nodes, outputs }: Recording,
  inputs: readonly Operand[],
  operatorAt: (place: number) => AnyOperator = (place) => nodes[place].operator,
): Operand[] {
  return replayFrom(0, nodes, outputs, new Map(recorded.map((x, i) => [x, inputs[i]])), operatorAt);
}

/** Does the nodes from `start` on again. `standins` are for operands that they read. */
export function replayFrom(
  start: number,
  nodes: readonly TapeNode[],
  outputs: readonly Operand[],
  standins: Standins,
  operatorAt: (place: number) => AnyOperator = (place) => nodes[place].operator,
): Operand[] {
  const known = new Map(standins);
  const standinOf = (operand: Operand): Operand => known.get(operand) ?? operand;
  for (let place = start; place < nodes.length; place++) {
    const node = nodes[place];
    // What none of the stand-ins reaches is what it was.
    if (!node.inputs.some((input) => known.has(input))) continue;
    const inputs = node.inputs.map(standinOf);
    const results = apply(operatorAt(place), inputs, node.attributes, ops);
    node.outputs.forEach((output, i) => known.set(output, results[i]));
  }
  return outputs.map(standinOf);
}
