/**
 * @file A mutant: a function whose value is right and whose derivative is wrong; and what it is a
 * mutant of.
 */
import type { Differentiable } from "@heed/autograd";
import type { Operand } from "@heed/tensor";
import type { MutationKind } from "./mutationKind.js";

/** A function of a list of operands. */
export type ListFunction = Differentiable<readonly Operand[]>;

/** A function, and what to apply it to. */
export interface MutationCase {
  readonly f: ListFunction;
  readonly inputs: readonly Operand[];
}

export interface Mutant {
  /** What is wrong, and where: unlike that of any other mutant of the same subject. */
  readonly name: string;
  readonly kind: MutationKind;
  /** 2 where first derivatives are right: then only the second can tell. */
  readonly order: 1 | 2;
  /** The wrong function in the case of that number. */
  wrongIn(number: number): ListFunction;
}

/** What is mutated: an operator, a cell, a whole model. */
export interface MutationSubject {
  readonly name: string;
  /** Makes its mutants, and so many cases. Their tensors belong to the scope around. */
  open(cases: number): OpenSubject;
}

export interface OpenSubject {
  /** The right function in the case of that number, from 0. */
  caseOf(number: number): MutationCase;
  readonly mutants: readonly Mutant[];
}
