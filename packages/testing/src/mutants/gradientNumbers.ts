/**
 * @file All derivatives of a function in one case, as numbers: what tells whether a fault changes
 * anything.
 */
import { backpropagate, leavesOf, Variable, type Differentiable } from "@heed/autograd";
import { isFloat, scope, sizeOf, type Operand } from "@heed/tensor";
import { weightsFor } from "./ruleContext.js";

/** Gradients, one after the other. */
type Numbers = readonly number[];

/**
 * Sums of many roundings may differ by so much, and be the same: 2⁻⁵³ times the root of 2²⁶ of them,
 * relative to the largest number, or to 1.
 */
const rounding = 2 ** -40;

/**
 * The gradients by the inputs for random cotangents, by the rules and by the rules on the tape; of
 * order 2 the gradients of their product with random numbers, by the inputs and by the cotangents.
 */
export function gradientNumbers(
  f: Differentiable<readonly Operand[]>,
  inputs: readonly Operand[],
  order: 1 | 2,
): Numbers {
  return scope(() => {
    const run = (createGraph: boolean) => {
      const operands = inputs.map((x) => (isFloat(x.dtype) ? new Variable(x.value) : x));
      const by = operands.filter((x) => x instanceof Variable);
      const outputs = leavesOf(f(operands))
        .map(({ operand }) => operand)
        .filter((y) => isTracked(y));
      const cotangents = weightsFor(outputs, 1).map((u) => (createGraph ? new Variable(u) : u));
      const gradients = backpropagate(outputs, cotangents, by, { createGraph });
      return { by, cotangents, gradients };
    };
    if (order === 1) {
      return [false, true].flatMap((createGraph) => {
        const { by, gradients } = run(createGraph);
        return flatten(by, gradients);
      });
    }
    const { by, cotangents, gradients } = run(true);
    const weights = weightsFor(by, 2);
    const isAgain = gradients.map((gradient) => gradient !== undefined && isTracked(gradient));
    const leaves = [...by, ...cotangents];
    return flatten(
      leaves,
      backpropagate(
        gradients.filter((gradient, i): gradient is Operand => isAgain[i]),
        weights.filter((_, i) => isAgain[i]),
        leaves,
      ),
    );
  });
}

/** Whether two lists of derivatives are not the same but for rounding. */
export function areApart(a: Numbers, b: Numbers): boolean {
  const finite = [...a, ...b].filter(Number.isFinite);
  const bound = rounding * finite.reduce((top, x) => Math.max(top, Math.abs(x)), 1);
  return a.some((x, i) => !Object.is(x, b[i]) && !(Math.abs(x - b[i]) <= bound));
}

function isTracked(operand: Operand): boolean {
  return operand instanceof Variable && operand.tracked;
}

/** Missing gradients are zeros. */
function flatten(by: readonly Operand[], gradients: readonly (Operand | undefined)[]): Numbers {
  return gradients.flatMap((gradient, i) =>
    Array.from(gradient?.value.dataSync() ?? new Float64Array(sizeOf(by[i].shape))),
  );
}
