/**
 * @file The tape: what was applied to what, in order. It is no list of its own. Every tracked
 * operand points to the node that made it, nodes are numbered as they come, and reading the
 * numbers backwards is the reverse pass; what nobody can reach any more is simply collected.
 */
import type { AnyOperator, Attributes, Operand } from "@heed/tensor";

/** One application of an operator. */
export interface TapeNode {
  /** Position on the tape: every operand was made by a node of a smaller one. */
  readonly order: number;
  readonly operator: AnyOperator;
  readonly inputs: readonly Operand[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tracked[];
}

/** An operand that may be on the tape. */
export interface Tracked extends Operand {
  /** How it was made; absent on a leaf. */
  readonly node: TapeNode | undefined;
  /** Whether a derivative by it, or through it, can be asked for. */
  readonly tracked: boolean;
}

/** Whether derivatives flow to this operand. */
export function isTracked(operand: Operand): operand is Tracked {
  return "tracked" in operand && operand.tracked === true;
}

/** The nodes that were used to make `outputs`, earliest first. */
export function nodesBefore(outputs: readonly Operand[]): TapeNode[] {
  const found = new Set<TapeNode>();
  const pending = [...outputs];
  for (let operand = pending.pop(); operand !== undefined; operand = pending.pop()) {
    if (!isTracked(operand) || operand.node === undefined || found.has(operand.node)) continue;
    found.add(operand.node);
    pending.push(...operand.node.inputs);
  }
  return [...found].sort((a, b) => a.order - b.order);
}
