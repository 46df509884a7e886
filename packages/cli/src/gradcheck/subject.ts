/**
 * @file What gradients are checked of: an operator, a part of a model or a whole one, as a function
 * with random places to check it at.
 */
import { stableHash } from "@heed/attention";
import type { Differentiable } from "@heed/autograd";

/** What there is to check, in the order of the table. */
export const kinds = {
  operator: "an operator of the list, on operands from its own sample",
  cell: "one step of a recurrent cell",
  unrolled: "three steps of a recurrent cell, one after the other",
  score: "an attention score of queries and encoder states",
  window: "soft attention within a window",
  start: "the loss of a small model that starts so",
  order: "the loss of a small model that decodes in that order",
  readout: "the loss of a small model with that readout",
  model: "the loss of a small model with one part chosen, or all of them drawn (any)",
  program: "a random program of operators",
} as const;

export type Kind = keyof typeof kinds;

/** A function, and the inputs to check it at: any tree of operands. */
export interface Case<P = unknown> {
  compute(inputs: P): ReturnType<Differentiable<P>>;
  readonly inputs: P;
  /** What a report of a failure shows of it, to be copied. */
  describe?(): string;
}

/** Something with a derivative. */
export interface Subject {
  readonly kind: Kind;
  readonly name: string;
  /** Other names that it can be asked for by. */
  readonly also?: readonly string[];
  /** How many cases suit it: what is slow, or always of one form, gets fewer. */
  readonly cases: number;
  /** The case of a seed. Its tensors belong to the caller. */
  draw(seed: number): Case;
  /** The smallest case that is still wrong, in place of that of a seed, which is. */
  shrink?(seed: number, isWrong: (smaller: Case) => boolean): Case;
}

/** A subject's name among all of them: `cell/gru`. */
export function fullName({ kind, name }: Pick<Subject, "kind" | "name">): string {
  return `${kind}/${name}`;
}

/** What a subject's n-th case is drawn from: so that it comes again, whatever else is checked. */
export function seedOf(subject: Pick<Subject, "kind" | "name">, seed: number, n: number): number {
  return stableHash(`${fullName(subject)} ${String(seed)} ${String(n)}`);
}
