/**
 * @file The mutation score of a gradient check: of all wrong derivatives that can be made by machine,
 * how many does it find? DeMillo, Lipton & Sayward 1978, "Hints on Test Data Selection".
 *
 * A mutant is killed where the check says that it is wrong. One that gives the same numbers as the
 * right derivative in every case is inert: there is nothing to be found. All others survive.
 */
import { checkGradient } from "@heed/autograd";
import { scope } from "@heed/tensor";
import type { MutationSubject } from "./mutant.js";
import { mutationKinds, type MutationKind } from "./mutationKind.js";
import { Trial, type Judge, type Verdict } from "./trial.js";

export interface MutationOptions {
  /** What the judge draws from, changed from case to case. 0 unless said. */
  readonly seed?: number;
  /** In how many cases a mutant may show itself. 40 unless said. */
  readonly cases?: number;
  /** Whose score it is: that of `checkGradient` in its usual mode, unless said. */
  readonly judge?: Judge;
  /** Called after each mutant. */
  readonly onProgress?: (progress: MutationProgress) => void;
}

/** How far it is with one subject. */
export interface MutationProgress {
  readonly subject: string;
  readonly done: number;
  readonly of: number;
  readonly killed: number;
}

export interface MutationScore {
  /** Wrong derivatives, the inert ones not among them. */
  readonly mutants: number;
  readonly killed: number;
  /** Those that were not found, by subject and name. */
  readonly survivors: readonly string[];
  /** Those that give the right numbers in every case. */
  readonly inert: readonly string[];
  /** Cases in which a mutant was said to be right, though it gives other numbers there. */
  readonly overlooked: readonly string[];
  /** Right derivatives that were said to be wrong. */
  readonly falseAlarms: readonly string[];
  readonly byKind: Readonly<
    Record<MutationKind, { readonly mutants: number; readonly killed: number }>
  >;
  /** How many each check found, by what the judge said; `error` where the rule threw one. */
  readonly byCheck: Readonly<Record<string, number>>;
}

/**
 * The score over all mutants of all subjects. Each mutant is judged in case after case until it is
 * killed; in each of these the right function must be found right, else that is a false alarm, and
 * the case does not count. Throws what a right function throws.
 *
 * @example
 * const { mutants, killed } = mutationScore([operatorSubject(operators.tanh)]);
 * killed === mutants; // true
 */
export function mutationScore(
  subjects: Iterable<MutationSubject>,
  { seed = 0, cases = 40, judge = byCheckGradient, onProgress }: MutationOptions = {},
): MutationScore {
  const tally = new Tally();
  for (const subject of subjects) {
    scope(() => {
      const opened = subject.open(cases);
      const trial = new Trial(opened, { seed, cases, judge });
      let killed = 0;
      opened.mutants.forEach((mutant, i) => {
        const verdict = trial.verdictOn(mutant);
        tally.add(`${subject.name}: ${mutant.name}`, mutant.kind, verdict);
        if (typeof verdict === "object") killed++;
        onProgress?.({ subject: subject.name, done: i + 1, of: opened.mutants.length, killed });
      });
      const ofSubject = (what: string): string => `${subject.name}: ${what}`;
      tally.overlooked.push(...trial.overlooked.map(ofSubject));
      tally.falseAlarms.push(...trial.falseAlarms.map(ofSubject));
    });
  }
  return tally.score();
}

const byCheckGradient: Judge = (f, inputs, options) => {
  const { ok, checks } = checkGradient(f, inputs, { ...options, explain: false });
  if (ok) return undefined;
  return checks.find((check) => !check.ok)?.name ?? "nothing in particular";
};

/** What became of how many. */
class Tally {
  readonly overlooked: string[] = [];
  readonly falseAlarms: string[] = [];
  readonly #survivors: string[] = [];
  readonly #inert: string[] = [];
  readonly #byKind = new Map<MutationKind, { mutants: number; killed: number }>();
  readonly #byCheck: Record<string, number> = {};

  add(name: string, kind: MutationKind, verdict: Verdict): void {
    if (verdict === "inert") {
      this.#inert.push(name);
      return;
    }
    const { mutants, killed } = this.#ofKind(kind);
    const isKilled = verdict !== "survives";
    this.#byKind.set(kind, { mutants: mutants + 1, killed: killed + (isKilled ? 1 : 0) });
    if (isKilled) this.#byCheck[verdict.by] = (this.#byCheck[verdict.by] ?? 0) + 1;
    else this.#survivors.push(name);
  }

  score(): MutationScore {
    const kinds = Object.keys(mutationKinds) as MutationKind[];
    const counts = kinds.map((kind) => [kind, this.#ofKind(kind)] as const);
    return {
      mutants: counts.reduce((total, [, { mutants }]) => total + mutants, 0),
      killed: counts.reduce((total, [, { killed }]) => total + killed, 0),
      survivors: this.#survivors,
      inert: this.#inert,
      overlooked: this.overlooked,
      falseAlarms: this.falseAlarms,
      byKind: Object.fromEntries(counts) as MutationScore["byKind"],
      byCheck: this.#byCheck,
    };
  }

  #ofKind(kind: MutationKind): { readonly mutants: number; readonly killed: number } {
    return this.#byKind.get(kind) ?? { mutants: 0, killed: 0 };
  }
}
