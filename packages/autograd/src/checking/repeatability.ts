/**
 * @file Whether a function does the same each time, leaves its inputs alone, and keeps to the types
 * and shapes that a derivative must have. What fails here makes every other check worthless.
 */
import { backpropagate } from "../backward.js";
import { DTypeError, formatShape, reference, sameShape, scope, tensor } from "@heed/tensor";
import { Variable } from "../variable.js";
import type { Check, Finding } from "./check.js";
import { elementName, type Place } from "./place.js";
import type { Numbers, Probe } from "./probe.js";
import { leavesOf } from "../tree.js";

/** The same bits twice, of the value and of the gradient. */
export const deterministic: Check = {
  about: "the same bits twice, of the value and of the gradient",
  orders: [1],
  find({ probe, u, gradients }): Finding {
    const values = firstChange([joined(probe)], [probe.evaluate()], [probe.evaluate()]);
    const wrong =
      values === undefined
        ? sentence("the gradient", firstChange(probe.inputs, gradients, probe.pullBack(u)))
        : sentence("the value", values);
    return { comparisons: [], cases: 2, ...(wrong !== undefined && { wrong }) };
  },
};

/** The inputs hold the same numbers when the function and its derivative have read them. */
export const pure: Check = {
  about: "the inputs are left as they were",
  orders: [1],
  find({ probe, u }): Finding {
    const wrong = scope(() => {
      const { tree, leaves } = probe.variables();
      const outputs = probe.run(tree).map(({ operand }) => operand);
      backpropagate(outputs, probe.cotangents(u), leaves);
      if (leavesOf(tree).some(({ operand }) => operand.value.isDisposed)) {
        return "the function frees one of its inputs";
      }
      const after = leaves.map(({ value }) => Float64Array.from(value.dataSync()));
      return sentence("an input", firstChange(probe.inputs, probe.point, after));
    });
    return { comparisons: [], cases: 1, ...(wrong !== undefined && { wrong }) };
  },
};

/** Gradients have their input's element type and shape; in float32, so do results. */
export const typed: Check = {
  about: "gradients have their input's element type and shape",
  orders: [1],
  find({ probe, u }): Finding {
    const wrong = scope(() => wrongType(probe, u, "float64") ?? wrongType(probe, u, "float32"));
    return { comparisons: [], cases: 2, ...(wrong !== undefined && { wrong }) };
  },
};

function wrongType(
  probe: Probe,
  u: Float64Array,
  dtype: "float32" | "float64",
): string | undefined {
  const leaves: Variable[] = [];
  const at = { backend: reference, dtype };
  const tree = probe.operands(({ shape }, i) => {
    const leaf = new Variable(tensor(probe.point[i], { ...at, shape }));
    leaves.push(leaf);
    return leaf;
  });
  try {
    const outputs = probe.run(tree).map(({ operand }) => operand);
    const cotangents = probe.cotangents(u).map((cotangent, i) => {
      return tensor(cotangent.dataSync(), { ...at, shape: outputs[i].shape });
    });
    const other = outputs.find((output) => output.dtype !== dtype);
    if (other !== undefined) return `of ${dtype} inputs it makes a result of ${other.dtype}`;
    const gradients = backpropagate(outputs, cotangents, leaves);
    return gradients
      .map((gradient, i) => {
        if (gradient === undefined) return undefined;
        const { name, shape } = probe.inputs[i];
        if (gradient.dtype !== dtype) return `the gradient by ${name} is ${gradient.dtype}`;
        return sameShape(gradient.shape, shape)
          ? undefined
          : `the gradient by ${name} ${formatShape(shape)} is ${formatShape(gradient.shape)}`;
      })
      .find((found) => found !== undefined);
  } catch (error) {
    // What holds float64 tensors of its own runs in float64 alone, and need not run in float32.
    if (dtype === "float32" && error instanceof Error && isOfTypes(error)) return undefined;
    throw error;
  }
}

function isOfTypes(error: Error): boolean {
  return error instanceof DTypeError || error.message.includes("element type");
}

interface Change {
  readonly where: string;
  readonly before: number;
  readonly after: number;
}

function firstChange(
  places: readonly Place[],
  before: Numbers,
  after: Numbers,
): Change | undefined {
  for (const [i, place] of places.entries()) {
    const j = before[i].findIndex((value, at) => !Object.is(value, after[i][at]));
    if (j >= 0) return { where: elementName(place, j), before: before[i][j], after: after[i][j] };
  }
  return undefined;
}

function sentence(what: string, change: Change | undefined): string | undefined {
  if (change === undefined) return undefined;
  const { where, before, after } = change;
  return `${what} changes from run to run: at ${where} it was ${String(before)}, then ${String(after)}`;
}

/** All outputs as one place. */
function joined(probe: Probe): Place {
  const [first] = probe.outputs;
  if (probe.outputs.length === 1) return first;
  return { name: "results", shape: [probe.outputSize], size: probe.outputSize };
}
