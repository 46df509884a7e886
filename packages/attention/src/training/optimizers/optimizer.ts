/**
 * @file What an optimizer is: parameter' = parameter − something made of its gradient g and of what
 * was remembered of the gradients before, number by number.
 */
import type { Operand } from "@heed/tensor";
import type { Listed, Settings } from "../choice.js";

/** What an optimizer is told of an update. */
export interface UpdateFacts {
  /** η */
  readonly learningRate: number;
  /** t, from 1 on. */
  readonly step: number;
  /** c: what gradients are to be multiplied with before anything else, one number. */
  readonly clip: Operand;
}

/** An optimizer; `Name` are its settings. */
export interface Optimizer<Name extends string = string> extends Listed<Name> {
  /** The learning rate that it is usually given. */
  readonly usualRate: number;
  /** What it remembers of each parameter, by name: arrays of the parameter's shape, 0 at first. */
  readonly slots: readonly string[];
  /** The parameter after an update, followed by its slots. */
  update(
    parameter: Operand,
    gradient: Operand,
    slots: readonly Operand[],
    facts: UpdateFacts,
    settings: Settings<Name>,
  ): Operand[];
}
