/**
 * @file Growing a program, one operator after the other, each of them tried out before it is kept.
 *
 * An operator is drawn, and its own sample says what it wants. Its operands are read from what is
 * there wherever shapes and numbers are fit for them; for the others there is a new input. All is
 * computed twice, at the inputs and a small step δ beside them: a step whose results are too large,
 * or move by more than `steepest` · δ, is not taken. No derivative's rule is asked, so that a wrong
 * one changes nothing about the program that is to find it.
 */
import {
  apply,
  ops,
  Random,
  reference,
  sameShape,
  scope,
  sizeOf,
  tensor,
  type AnyOperator,
  type Attributes,
  type Domain,
  type Sample,
  type Shape,
  type Tensor,
} from "@heed/tensor";
import { holdsIntegers } from "../arbitraries/domain.js";
import { numbersFor } from "../arbitraries/numbers.js";
import { fit } from "./domains.js";
import { drawNear } from "./drawNear.js";
import { namesRead, withoutDead } from "./liveSteps.js";
import { named } from "./names.js";
import type { Program, ProgramInput, Step } from "./program.js";
import { isModest } from "./valuation.js";

/** What programs are made of. */
export interface Seedbed {
  readonly operators: readonly AnyOperator[];
  /** How many steps, both ends included. */
  readonly min: number;
  readonly max: number;
}

const delta = 2 ** -20;
/** No result moves faster than this, per unit of movement of the inputs. */
const steepest = 100;
/** No value has more elements or axes: a counterexample is to be read. */
const mostElements = 36;
const mostAxes = 4;
/** So many samples of an operator are drawn; the one that can read most from others is taken. */
const samples = 8;
/** So many operators in a row may be refused before something must be wrong with all of them. */
const patience = 1000;

/** A value of the growing program, and the same when every input has moved a little. */
interface Known {
  readonly name: string;
  readonly value: Tensor;
  readonly moved: Tensor;
  readonly numbers: ArrayLike<number>;
}

/** A step that may be taken, and the inputs that it brings with it. */
interface Shoot {
  readonly step: Step;
  readonly inputs: readonly ProgramInput[];
  readonly made: readonly Known[];
}

/** A random program. Throws `RangeError` where no operator gives a result that can be used. */
export function grow(random: Random, { operators, min, max }: Seedbed): Program {
  return scope(() => {
    const target = random.integer(min, max);
    let program: Program = { inputs: [], steps: [], results: [] };
    let known: readonly Known[] = [];
    for (let refused = 0; program.steps.length === 0 || livingSteps(program) < target; refused++) {
      if (refused > patience) throw barren(operators);
      const shoot = scope(() => tryOut(random, operators, program, known));
      if (shoot === undefined) continue;
      const grown = withStep(program, shoot, [...known, ...shoot.made]);
      if (livingSteps(grown) > target) continue;
      program = grown;
      known = [...known, ...shoot.made];
      refused = 0;
    }
    return named(withoutDead(program));
  });
}

function barren(operators: readonly AnyOperator[]): RangeError {
  const names = operators.map(({ name }) => name).join(", ");
  return new RangeError(
    `program: some operator must make floats of moderate size of floats; got ${names}`,
  );
}

/** How many steps lead to a result: one whose integers nobody reads does not. */
function livingSteps(program: Program): number {
  return withoutDead(program).steps.length;
}

function withStep(program: Program, { step, inputs }: Shoot, known: readonly Known[]): Program {
  const steps = [...program.steps, step];
  const read = namesRead(steps);
  const floats = new Set(
    known.filter(({ value }) => value.dtype !== "int32").map(({ name }) => name),
  );
  const results = steps
    .flatMap((each) => each.results)
    .filter((name) => floats.has(name) && !read.has(name));
  return { inputs: [...program.inputs, ...inputs], steps, results };
}

/** One operator, applied to what is there and to new inputs; nothing if the result is not fit. */
function tryOut(
  random: Random,
  operators: readonly AnyOperator[],
  program: Program,
  known: readonly Known[],
): Shoot | undefined {
  const operator = operators[random.integer(0, operators.length - 1)];
  const { sample, wires } = bestWired(random, operator, program, known);
  const fresh = sample.inputs.filter((_, i) => wires[i] === undefined);
  if (fresh.some(({ shape }) => !isSmall(shape))) return undefined;
  const inputs = newInputs(random, fresh, program.inputs.length);
  const given = [...known, ...inputs.map((input) => planted(random, input))];
  let next = known.length;
  const operands = wires.map((wire) => wire ?? given[next++]);

  const domains = sample.inputs.map(({ domain }) => domain);
  const numbers = operands.map((operand) => operand.numbers);
  const isSmooth = given.some(({ value }) => value.dtype !== "int32");
  if (!isSmooth || !fit(domains, numbers)) return undefined;
  const attributes = inFloat64(sample.attributes ?? {});
  const [values, moved] = (["value", "moved"] as const).map((which) => {
    const tensors = operands.map((operand) => operand[which]);
    return apply(operator, tensors, attributes, ops);
  });
  const results = values.map(({ value }, i): Known => {
    const name = `y${program.steps.length}_${i}`;
    return { name, value, moved: moved[i].value, numbers: value.dataSync() };
  });
  if (!results.every(isFit)) return undefined;
  const made = [...given.slice(known.length), ...results];
  return {
    step: {
      operator,
      operands: operands.map(({ name }) => name),
      domains,
      attributes,
      results: results.map(({ name }) => name),
    },
    inputs,
    made,
  };
}

/** What an operator asks for, and which of its operands are there. */
interface Wiring {
  readonly sample: Sample;
  readonly wires: readonly (Known | undefined)[];
}

/** The one of several samples of which most operands are there. */
function bestWired(
  random: Random,
  operator: AnyOperator,
  program: Program,
  known: readonly Known[],
): Wiring {
  const made = new Set(program.steps.flatMap(({ results }) => results));
  const read = namesRead(program.steps);
  // What nobody has read yet is worth most: graphs grow deep that way, and end in few results.
  const worth = ({ name }: Known): number => (made.has(name) ? (read.has(name) ? 2 : 5) : 1);
  const weighted = known.flatMap((value) => Array<Known>(worth(value)).fill(value));
  const draw = drawNear(
    random,
    weighted.map(({ value }) => value.shape),
  );
  // Where all that is there has grown too large, only new inputs lead on.
  const isFresh = random.integer(0, 9) === 0;
  const wirings = Array.from({ length: isFresh ? 1 : samples }, (): Wiring => {
    const sample = operator.sample(draw);
    if (isFresh) return { sample, wires: sample.inputs.map(() => undefined) };
    const wires = sample.inputs.map(({ shape, domain }) => {
      const fitting = weighted.filter(
        ({ value, numbers }) =>
          (value.dtype === "int32") === holdsIntegers(domain) &&
          sameShape(value.shape, shape) &&
          fit([domain], [numbers]),
      );
      return fitting.length === 0 ? undefined : fitting[random.integer(0, fitting.length - 1)];
    });
    return { sample, wires };
  });
  const score = ({ wires }: Wiring): number =>
    wires.reduce((sum, wire) => sum + (wire === undefined ? 0 : worth(wire)), 0);
  return wirings.reduce((best, wiring) => (score(wiring) > score(best) ? wiring : best));
}

/** Inputs for operands that nothing there is fit for, their numbers short enough to be read. */
function newInputs(
  random: Random,
  operands: readonly { readonly shape: Shape; readonly domain: Domain }[],
  count: number,
): ProgramInput[] {
  const numbers = numbersFor(operands, random.integer(0, 2 ** 31 - 1));
  return operands.map(({ shape, domain }, i) => ({
    name: `x${count + i}`,
    shape,
    dtype: holdsIntegers(domain) ? "int32" : "float64",
    values: Array.from(numbers[i], (x) => Math.round(100 * x) / 100),
  }));
}

function planted(random: Random, { name, shape, dtype, values }: ProgramInput): Known {
  const at = { backend: reference, dtype, shape };
  const value = tensor(values, at);
  const step = (): number => (dtype === "int32" ? 0 : delta * (2 * random.uniform() - 1));
  return {
    name,
    value,
    moved: tensor(
      values.map((x) => x + step()),
      at,
    ),
    numbers: values,
  };
}

function isSmall(shape: Shape): boolean {
  return sizeOf(shape) > 0 && sizeOf(shape) <= mostElements && shape.length <= mostAxes;
}

/** Whether a result is small, finite, and does not change too fast. */
function isFit({ value, moved }: Known): boolean {
  if (!isSmall(value.shape) || !isModest(value.dataSync())) return false;
  const beside = moved.dataSync();
  return value.dataSync().every((y, i) => Math.abs(beside[i] - y) <= steepest * delta);
}

/** An operator that makes floats of integers is told their type; here all are float64. */
function inFloat64(attributes: Attributes): Attributes {
  return "dtype" in attributes ? { ...attributes, dtype: "float64" } : attributes;
}
