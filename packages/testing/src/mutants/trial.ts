/**
 * @file The trial of one subject's mutants, in case after case.
 */
import type { Differentiable } from "@heed/autograd";
import { HeedError, type Operand } from "@heed/tensor";
import { areApart, gradientNumbers } from "./gradientNumbers.js";
import type { Mutant, MutationCase, OpenSubject } from "./mutant.js";

/** Says what is wrong with a function's derivative, in a word; nothing where it is right. */
export type Judge = (
  f: Differentiable<readonly Operand[]>,
  inputs: readonly Operand[],
  options: { readonly order: 1 | 2; readonly seed: number },
) => string | undefined;

/** What became of a mutant: what killed it, or why it lives. */
export type Verdict = { readonly by: string } | "survives" | "inert";

interface TrialOptions {
  readonly seed: number;
  readonly cases: number;
  readonly judge: Judge;
}

/** The right function in one case: what mutants are held against. */
interface Control extends MutationCase {
  readonly numbers: readonly number[];
  /** Whether it is found right. */
  isRight?: boolean;
}

export class Trial {
  /** Right functions that were said to be wrong. */
  readonly falseAlarms: string[] = [];
  /** Wrong functions that were said to be right, in some case. */
  readonly overlooked: string[] = [];
  readonly #subject: OpenSubject;
  readonly #options: TrialOptions;
  readonly #controls = new Map<string, Control>();

  constructor(subject: OpenSubject, options: TrialOptions) {
    this.#subject = subject;
    this.#options = options;
  }

  verdictOn(mutant: Mutant): Verdict {
    let shows = false;
    for (let number = 0; number < this.#options.cases; number++) {
      const control = this.#controlOf(number, mutant.order);
      const by = this.#judge(mutant, number, control);
      if (by === undefined) continue;
      shows = true;
      if (by === null) this.overlooked.push(`${mutant.name}, case ${number}`);
      else if (this.#isRight(control, number, mutant.order)) return { by };
    }
    return shows ? "survives" : "inert";
  }

  /** What the judge says; `null` where it sees nothing wrong, nothing where there is nothing. */
  #judge(mutant: Mutant, number: number, control: Control): string | null | undefined {
    const { inputs, numbers } = control;
    const { order } = mutant;
    const wrong = mutant.wrongIn(number);
    try {
      if (!areApart(gradientNumbers(wrong, inputs, order), numbers)) return undefined;
    } catch (error) {
      if (error instanceof HeedError) return "error";
      throw error;
    }
    return this.#options.judge(wrong, inputs, { order, seed: this.#seedOf(number) }) ?? null;
  }

  #controlOf(number: number, order: 1 | 2): Control {
    const key = `${number} ${order}`;
    let control = this.#controls.get(key);
    if (control === undefined) {
      const { f, inputs } = this.#subject.caseOf(number);
      control = { f, inputs, numbers: gradientNumbers(f, inputs, order) };
      this.#controls.set(key, control);
    }
    return control;
  }

  #isRight(control: Control, number: number, order: 1 | 2): boolean {
    if (control.isRight === undefined) {
      const { f, inputs } = control;
      const alarm = this.#options.judge(f, inputs, { order, seed: this.#seedOf(number) });
      if (alarm !== undefined) this.falseAlarms.push(`case ${number}, order ${order}: ${alarm}`);
      control.isRight = alarm === undefined;
    }
    return control.isRight;
  }

  #seedOf(number: number): number {
    return this.#options.seed + number;
  }
}
