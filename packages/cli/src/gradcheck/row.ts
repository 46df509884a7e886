/**
 * @file A row of the table: what checking one subject at some random points has found.
 */
import {
  checkGradient,
  type CheckMode,
  type CheckName,
  type CheckOrder,
  type CheckOptions,
  type CheckOutcome,
  type Comparison,
  type GradientReport,
} from "@heed/autograd";
import { scope } from "@heed/tensor";
import { fullName, seedOf, type Case, type Kind, type Subject } from "./subject.js";

/** An error and what differences allow it to be. */
export interface Miss {
  /** |analytic − numeric| */
  readonly worst: number;
  readonly tolerance: number;
}

/** One of the checks, over all cases. */
export interface CheckTotal extends Miss {
  readonly name: CheckName;
  readonly order: CheckOrder;
  readonly ok: boolean;
  /** How many comparisons it took. */
  readonly cases: number;
}

/** A case that failed. */
export interface Failure {
  /** From 0. */
  readonly case: number;
  /** The command that tries this case alone. */
  readonly replay: string;
  /** What the check says of it, or why it could not be done. */
  readonly report: string;
}

/** What there is to say of a subject. Its error is the one that took most of its tolerance. */
export interface Row extends Miss {
  readonly kind: Kind;
  readonly name: string;
  readonly order: CheckOrder;
  readonly ok: boolean;
  /** How many random cases were tried; the first that fails is the last. */
  readonly cases: number;
  /** How many places were met that have no derivative. */
  readonly kinks: number;
  readonly seconds: number;
  readonly checks: readonly CheckTotal[];
  readonly failures: readonly Failure[];
}

/** How to check: what cases are drawn from, and what is asked of each. */
export interface Manner {
  readonly order: CheckOrder;
  readonly mode: CheckMode;
  readonly seed: number;
}

/** The row of a subject that nothing is known of yet. */
export function emptyRow({ kind, name }: Subject, { order }: Manner): Row {
  return {
    ...{ kind, name, order, ok: true, cases: 0, worst: 0, tolerance: 0, kinks: 0, seconds: 0 },
    ...{ checks: [], failures: [] },
  };
}

/** The row with one case more. */
export function withCase(row: Row, subject: Subject, manner: Manner, n: number): Row {
  const start = performance.now();
  const { checks, ok, kinks, report } = scope(() => {
    const seed = seedOf(subject, manner.seed, n);
    const found = verdictOn(subject.draw(seed), { ...manner, seed });
    return found.ok ? found : { ...found, report: smallestReport(subject, manner, seed) };
  });
  const totals = checks.reduce(withOutcome, row.checks);
  const failure = { case: n, replay: replayOf(subject, manner, n), report };
  return {
    ...row,
    ok: row.ok && ok,
    cases: row.cases + 1,
    ...worstOf([row, ...totals]),
    kinks: row.kinks + kinks,
    seconds: row.seconds + (performance.now() - start) / 1000,
    checks: totals,
    failures: ok ? row.failures : [...row.failures, failure],
  };
}

/** What is kept of a report. */
interface Verdict extends Pick<GradientReport, "ok" | "checks"> {
  readonly kinks: number;
  /** Empty where all is well. */
  readonly report: string;
}

/** A function that throws has no derivative to check: that is a failure, too. */
function verdictOn(given: Case, manner: CheckOptions): Verdict {
  const told = (what: string): string => [what, given.describe?.()].filter(Boolean).join("\n\n");
  try {
    const f = (inputs: unknown) => given.compute(inputs);
    const report = checkGradient(f, given.inputs, manner);
    const { ok, checks, kinks } = report;
    return { ok, checks, kinks: kinks.length, report: ok ? "" : told(String(report)) };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, checks: [], kinks: 0, report: told(why) };
  }
}

/** What there is to say of a case that failed: of the smallest like it, element by element. */
function smallestReport(subject: Subject, manner: Manner, seed: number): string {
  const isWrong = (smaller: Case): boolean =>
    !verdictOn(smaller, { ...manner, seed, explain: false }).ok;
  const smallest = subject.shrink?.(seed, isWrong);
  if (smallest === undefined) return verdictOn(subject.draw(seed), { ...manner, seed }).report;
  const whole = verdictOn(smallest, { ...manner, seed, mode: "full" });
  return whole.ok ? verdictOn(smallest, { ...manner, seed }).report : whole.report;
}

function replayOf(subject: Subject, { order, mode, seed }: Manner, n: number): string {
  return [
    `npx heed gradcheck ${fullName(subject)} --seed ${seed} --case ${n}`,
    ...(order === 1 ? [] : [`--order ${order}`]),
    ...(mode === "projected" ? [] : [`--mode ${mode}`]),
  ].join(" ");
}

function withOutcome(
  totals: readonly CheckTotal[],
  { name, order, ok, cases, worst }: CheckOutcome,
): CheckTotal[] {
  const isSame = (total: CheckTotal): boolean => total.name === name && total.order === order;
  const before = totals.find(isSame) ?? { ok: true, cases: 0, worst: 0, tolerance: 0 };
  const now = {
    ...{ name, order, ok: before.ok && ok, cases: before.cases + cases },
    ...worstOf([before, ...(worst === undefined ? [] : [missOf(worst)])]),
  };
  return totals.some(isSame)
    ? totals.map((total) => (isSame(total) ? now : total))
    : [...totals, now];
}

function missOf({ analytic, numeric, tolerance }: Comparison): Miss {
  return { worst: Math.abs(analytic - numeric), tolerance };
}

function worstOf(misses: readonly Miss[]): Miss {
  const [first, ...others] = misses;
  const { worst, tolerance } = others.reduce(
    (most, miss) => (partOf(miss) > partOf(most) ? miss : most),
    first,
  );
  return { worst, tolerance };
}

/** Which part of its tolerance an error takes: beyond 1 it is wrong, and so is what is no number. */
export function partOf({ worst, tolerance }: Miss): number {
  if (worst === 0) return 0;
  const part = worst / tolerance;
  return Number.isNaN(part) ? Infinity : part;
}
