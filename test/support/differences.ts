/**
 * @file Derivatives by difference, for functions of operands: what a derivative's rule is held
 * against, in float64.
 *
 * Let L(t) = Σ_i u_i y_i(x + t d), for a random direction d and random weights u. Its central
 * difference D(h) = (L(h) − L(−h)) / 2h is L' + a h² + O(h⁴). Two steps give Richardson's
 * R = (4 D(h/2) − D(h)) / 3 = L' + O(h⁴), and |R − D(h/2)| ≈ |a| h² / 4 bounds its error with room
 * to spare. To that comes the rounding of L, a sum of n terms, divided by the step:
 * c · ε · √n · Σ_i |u_i| max(|y_i|, K) / h. An element y_i may be what cancellation left of a sum
 * of K numbers, K being how many elements of operands there are for one of the results.
 *
 * One operand is moved at a time, all its elements at once: whatever element's derivative is
 * wrong, a random direction does not miss it.
 */
import { backpropagate, Variable } from "@heed/autograd";
import {
  formatShape,
  isFloat,
  reference,
  scope,
  tensor,
  type AnyOperator,
  type Attributes,
  type Operand,
  type Shape,
} from "@heed/tensor";
import { rowMajor } from "./layout.js";
import { numbersFor } from "./numbers.js";
import { call, isInteger, place, type Input } from "./operatorCase.js";

/** Near ε^(1/5), where the h⁴ of truncation and the ε / h of rounding are about as large. */
const h = 2 ** -10;
const epsilon = 2 ** -53;
const c = 8;

/**
 * A function to differentiate. Its inputs are variables where `recorded`, else tensors; a result
 * that does not depend on them may be undefined.
 */
export type Differentiable = (
  inputs: readonly Operand[],
  recorded: boolean,
) => readonly (Operand | undefined)[];

/** An operator's results as a function of its operands. */
export function resultsOf(operator: AnyOperator, attributes: Attributes): Differentiable {
  return (operands) => call(operator, operands, attributes);
}

/** An operator's gradients as a function of its operands, then of the cotangents. */
export function gradientsOf(
  operator: AnyOperator,
  attributes: Attributes,
  operandCount: number,
): Differentiable {
  return (inputs, recorded) => {
    const operands = inputs
      .slice(0, operandCount)
      .map((input) => (isFloat(input.dtype) && !recorded ? new Variable(input.value) : input));
    const outputs = call(operator, operands, attributes);
    const by = operands.filter(({ dtype }) => isFloat(dtype));
    const cotangents = inputs.slice(operandCount);
    return backpropagate(outputs, cotangents, by, { createGraph: recorded });
  };
}

/** Where the derivative of `f` at `inputs` is not what differences say; nothing where it is. */
export function derivativeMiss(
  f: Differentiable,
  inputs: readonly Input[],
  seed: number,
): string | undefined {
  return scope(() => {
    const variables = inputs.map((input) => {
      const value = place(input, reference, "float64");
      return isInteger(input) ? value : new Variable(value);
    });
    const results = f(variables, true);
    const weights = reals(
      results.map((result) => result?.shape ?? [0]),
      seed,
    );
    const directions = reals(
      inputs.map(({ shape }) => shape),
      seed + 1,
    );
    const gradients = pullBack(results, weights, variables);
    const misses = inputs.map((input, k) => {
      if (isInteger(input) || input.values.length === 0) return undefined;
      const gradient = gradients[k];
      const ruled = gradient === undefined ? 0 : dot(directions[k], gradient.value.dataSync());
      const { slope, error } = differenceQuotient((t) => {
        const moved = { ...input, values: step(input.values, directions[k], t) };
        return measure(f, inputs.with(k, moved), weights);
      });
      return Math.abs(ruled - slope) <= error
        ? undefined
        : `by operand ${k} ${formatShape(input.shape)}: ${ruled}, not ${slope} ± ${error}`;
    });
    return misses.find((miss) => miss !== undefined);
  });
}

/**
 * Where `f` gives other numbers when its results are to be differentiated than when they are not:
 * a fused rule and the composition that stands for it disagree. They may by rounding, which a
 * step's worth of tolerance forgives.
 */
export function recordedMiss(f: Differentiable, inputs: readonly Input[]): string | undefined {
  return scope(() => {
    const [recorded, plain] = [true, false].map((record) => {
      const operands = inputs.map((input) => {
        const value = place(input, reference, "float64");
        return isInteger(input) || !record ? value : new Variable(value);
      });
      return f(operands, record).map((result) => result?.value.dataSync());
    });
    const rounding = (c * epsilon) / h;
    for (const [k, result] of plain.entries()) {
      const bound = rounding * Math.max(1, ...(result ?? []).map(Math.abs));
      const other = recorded[k];
      const i = result?.findIndex((y, at) => !(Math.abs(y - (other?.[at] ?? 0)) <= bound)) ?? -1;
      if (i >= 0) return `result ${k}[${i}]: ${other?.[i]} when recorded, else ${result?.[i]}`;
    }
    return undefined;
  });
}

/** Richardson's extrapolation of two central differences, and how far off it may be. */
function differenceQuotient(L: (t: number) => Measure): { slope: number; error: number } {
  const rounding = { size: 0 };
  const central = (step: number): number => {
    const [right, left] = [L(step), L(-step)];
    rounding.size = Math.max(rounding.size, right.rounding, left.rounding);
    return (right.value - left.value) / (2 * step);
  };
  const wide = central(h);
  const narrow = central(h / 2);
  const slope = (4 * narrow - wide) / 3;
  return { slope, error: Math.abs(slope - narrow) + rounding.size / h };
}

/** A weighted sum of results, and how far rounding may have moved it. */
interface Measure {
  readonly value: number;
  readonly rounding: number;
}

function measure(
  f: Differentiable,
  inputs: readonly Input[],
  weights: readonly Float64Array[],
): Measure {
  return scope(() => {
    const tensors = inputs.map((input) =>
      place({ ...input, layout: rowMajor(input.shape) }, reference, "float64"),
    );
    const given = inputs.reduce((count, { values }) => count + values.length, 0);
    const terms = weights.reduce((count, { length }) => count + length, 0);
    const K = Math.max(1, given / terms);
    let value = 0;
    let size = 0;
    f(tensors, false).forEach((result, k) => {
      result?.value.dataSync().forEach((y, i) => {
        value += weights[k][i] * y;
        size += Math.abs(weights[k][i]) * Math.max(Math.abs(y), K);
      });
    });
    return { value, rounding: c * epsilon * Math.sqrt(terms) * size };
  });
}

/** The gradients of Σ_k ⟨weights_k, results_k⟩. */
function pullBack(
  results: readonly (Operand | undefined)[],
  weights: readonly Float64Array[],
  by: readonly Operand[],
): (Operand | undefined)[] {
  const at = { backend: reference, dtype: "float64" as const };
  const outputs: Operand[] = [];
  const cotangents: Operand[] = [];
  results.forEach((result, k) => {
    if (result === undefined || !isFloat(result.dtype)) return;
    outputs.push(result);
    cotangents.push(tensor(weights[k], { ...at, shape: result.shape }));
  });
  return backpropagate(outputs, cotangents, by);
}

function reals(shapes: readonly Shape[], seed: number): Float64Array[] {
  const numbers = numbersFor(
    shapes.map((shape) => ({ shape, domain: "real" as const })),
    seed,
  );
  // Between −1 and 1: no element moves farther than the step.
  return numbers.map((values) => values.map((value) => value / 3));
}

function step(x: Float64Array, direction: Float64Array, t: number): Float64Array {
  return x.map((value, i) => value + t * direction[i]);
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}
