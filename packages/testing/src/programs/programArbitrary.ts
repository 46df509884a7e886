/**
 * @file program: random programs as a fast-check arbitrary.
 */
import { operators, Random, type AnyOperator } from "@heed/tensor";
import fc from "fast-check";
import { isDifferentiable } from "../isDifferentiable.js";
import { grow, type Seedbed } from "./grow.js";
import type { Program } from "./program.js";
import { shrink } from "./shrink.js";
import { toTypeScript } from "./toTypeScript.js";

/** What programs to grow. */
export interface ProgramOptions {
  /**
   * What to grow them from: all of @heed/tensor's unless said. `[...Object.values(operators), swish]`
   * adds one of your own. Those that no derivative can pass by are left out.
   */
  readonly operators?: readonly AnyOperator[];
  /** How many steps: a number, or both ends of a range. 1 to 10 unless said. */
  readonly steps?: number | { readonly min: number; readonly max: number };
}

/**
 * Random programs: well-typed graphs of operators, inputs and all, whose numbers and derivatives
 * are of moderate size. They shrink: a property that fails because of one operator ends at that
 * operator alone, with small shapes and simple numbers. fast-check prints them as TypeScript that
 * runs when pasted. Throws `RangeError` where none of the operators can be used.
 *
 * @example
 * const [three] = fc.sample(program({ steps: 3 }), { seed: 1, numRuns: 1 });
 * three.steps.length; // 3
 */
export function program(options: ProgramOptions = {}): fc.Arbitrary<Program> {
  const { operators: list = Object.values(operators as Record<string, AnyOperator>) } = options;
  const { steps = { min: 1, max: 10 } } = options;
  const range = typeof steps === "number" ? { min: steps, max: steps } : steps;
  const usable = list.filter(letsPass);
  if (usable.length === 0) {
    const names = list.map(({ name }) => name).join(", ") || "none";
    throw new RangeError(`program: a derivative must pass by some operator; got ${names}`);
  }
  return new Programs({ operators: usable, ...range });
}

/** Whether it has a derivative, or takes or makes nothing that one could flow to. */
function letsPass(operator: AnyOperator): boolean {
  const { integers = [], operands } = operator;
  const isConstant = operator.resultType !== undefined || integers.length === operands.length;
  return isConstant || isDifferentiable(operator);
}

class Programs extends fc.Arbitrary<Program> {
  readonly #seedbed: Seedbed;

  constructor(seedbed: Seedbed) {
    super();
    this.#seedbed = seedbed;
  }

  override generate(random: fc.Random): fc.Value<Program> {
    const seed = random.nextInt(0, 2 ** 31 - 1);
    return valueOf(grow(new Random(seed), this.#seedbed));
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === "object" && value !== null && "steps" in value && "inputs" in value;
  }

  override shrink(value: Program): fc.Stream<fc.Value<Program>> {
    return fc.stream(shrink(value)).map(valueOf);
  }
}

/** A program that fast-check prints as TypeScript. */
function valueOf(grown: Program): fc.Value<Program> {
  const printed = { ...grown, [fc.toStringMethod]: () => `\n${toTypeScript(grown)}` };
  return new fc.Value<Program>(printed, undefined);
}
