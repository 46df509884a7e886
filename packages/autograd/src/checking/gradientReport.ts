/**
 * @file What a gradient check has found: its verdict, the numbers behind it, and what helps to mend
 * a derivative that is wrong.
 */
import type { Shape } from "@heed/tensor";

/** How much of the Jacobian is compared with differences. */
export type CheckMode =
  /** Every element: each output's derivative by each element of each input. */
  | "full"
  /** ⟨u, J d⟩ for random u and, one input after the other, a random direction d. */
  | "projected"
  /** ⟨u, ∂f/∂x_i⟩ for a random u and some elements x_i of each input. */
  | "sampled";

/** 1: the gradient. 2: the gradient of ⟨u, f⟩, differentiated by the inputs and by u. */
export type CheckOrder = 1 | 2;

/** A derivative by the rules, the same by differences, and how far apart they may be. */
export interface Comparison {
  /** What was moved, and what was looked at: `b[1,2]`, `b along a direction`, `b[1,2] → h[0]`. */
  readonly where: string;
  /** The input that was moved, by its path in the inputs. */
  readonly input: string;
  /** Which element of it; absent along a direction. */
  readonly index?: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  /** The error bar of `numeric`: |analytic − numeric| beyond it is an error of the derivative. */
  readonly tolerance: number;
}

/** A place where there is no derivative to be right or wrong. */
export interface Kink {
  readonly where: string;
  readonly input: string;
  readonly index: readonly number[];
  /** Slopes from below and from above; infinite where the value itself jumps. */
  readonly left: number;
  readonly right: number;
  /** What the rules say there; between the two slopes it is a subgradient. */
  readonly analytic: number;
  /**
   * The operator on the way that has a kink at its operands, where the whole function has none: the
   * slopes are equal, the rules disagree with them, and yet no rule is wrong. relu(x) − relu(−x) at 0.
   */
  readonly through?: string;
}

/** One thing that was checked. */
export interface CheckOutcome {
  readonly name: CheckName;
  readonly order: CheckOrder;
  readonly ok: boolean;
  /** How many comparisons it took. */
  readonly cases: number;
  /** The comparison that came nearest to its tolerance, or went farthest beyond it. */
  readonly worst?: Comparison;
  /** What is wrong, in one line. */
  readonly wrong?: string;
}

/** The operator whose rule the error comes from. */
export interface Guilty {
  readonly operator: string;
  /** Its place on the tape, from 0, and how many there are. */
  readonly place: number;
  readonly of: number;
  readonly shapes: readonly Shape[];
  readonly attributes: object;
  /** The operand whose gradient is wrong, by the operator's name for it. */
  readonly operand: string;
  readonly worst: Comparison;
}

export interface GradientReport {
  readonly ok: boolean;
  readonly mode: CheckMode;
  readonly order: CheckOrder;
  readonly seed: number;
  readonly checks: readonly CheckOutcome[];
  /** The comparison with differences that came nearest to its tolerance, or went farthest beyond. */
  readonly worst?: Comparison;
  /** All comparisons beyond their tolerance, worst first. */
  readonly wrong: readonly Comparison[];
  /** Where the function cannot be differentiated: never counted as wrong, never hidden. */
  readonly kinks: readonly Kink[];
  readonly guilty?: Guilty;
  /** Where in the input the error sits, as text. */
  readonly picture?: string;
  /** The call that repeats the failing comparison alone. */
  readonly replay: string;
  /** All of it, to be read. */
  toString(): string;
}

/** What can be checked. The list, in the order in which it is done: `checks.ts`. */
export type CheckName =
  | "deterministic"
  | "pure"
  | "typed"
  | "differences"
  | "linear"
  | "defined"
  | "recorded"
  | "adjoint"
  | "symmetric";
