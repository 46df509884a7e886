/**
 * @file A subject's derivative made wrong in every way that a machine can think of: does the check
 * notice each?
 */
import { operators, Random, scope, type AnyOperator } from "@heed/tensor";
import {
  functionSubject,
  mutationScore,
  operatorSubject,
  type MutationScore,
  type MutationSubject,
} from "@heed/testing";
import { randomized } from "./numbers.js";
import { seedOf, type Kind, type Subject } from "./subject.js";

/** What was found of one subject's mutants. */
export interface MutationRow extends MutationScore {
  readonly kind: Kind;
  readonly name: string;
  /** Whether none survived, and nothing right was said to be wrong. */
  readonly ok: boolean;
  readonly seconds: number;
}

/** How many mutants of a tape are tried, drawn by lot: of a whole model there are thousands. */
const most: Readonly<Record<Exclude<Kind, "operator" | "program">, number>> = {
  cell: 50,
  unrolled: 50,
  score: Infinity,
  window: 50,
  start: 1,
  order: 1,
  readout: 1,
  model: 1,
};

/** In how many cases a mutant may show itself: those of a function are all of one form. */
const cases = { operator: 40, function: 6 };

/** Whether a subject has mutants of its own; those of a program are its operators'. */
export function isMutable({ kind }: Subject): boolean {
  return kind !== "program";
}

/** The score of one subject. `onProgress` is told how much is done, from 0 to 1. */
export function mutate(
  subject: Subject,
  seed: number,
  onProgress: (fraction: number) => void,
): MutationRow {
  const start = performance.now();
  const score = scope(() =>
    mutationScore([mutationSubjectOf(subject, seed)], {
      seed,
      cases: subject.kind === "operator" ? cases.operator : cases.function,
      onProgress: ({ done, of }) => onProgress(done / of),
    }),
  );
  const { kind, name } = subject;
  const ok = score.survivors.length + score.falseAlarms.length === 0;
  return { kind, name, ok, ...score, seconds: (performance.now() - start) / 1000 };
}

function mutationSubjectOf(subject: Subject, seed: number): MutationSubject {
  const { kind, name } = subject;
  const operator = Object.values<AnyOperator>(operators).find((known) => known.name === name);
  if (kind === "operator" && operator !== undefined) return operatorSubject(operator, { seed });
  // One case, of which only the numbers change: what is done to them stays the same.
  const given = subject.draw(seedOf(subject, seed, 0));
  return functionSubject(
    name,
    (inputs) => given.compute(inputs),
    (n) => randomized(given.inputs, new Random(seedOf(subject, seed, n))),
    { atMost: most[kind as keyof typeof most], seed },
  );
}
