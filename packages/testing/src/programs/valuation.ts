/**
 * @file What every input and step of a program holds, in float64 on the reference backend, and
 * whether that is fit for difference quotients.
 */
import { apply, ops, scope, sizeOf, type HostArray, type Shape, type Tensor } from "@heed/tensor";
import { fit, largest } from "./domains.js";
import { withoutDead } from "./liveSteps.js";
import { named } from "./names.js";
import { inputsOf, type Program } from "./program.js";

/** A named value's numbers, in row-major order. */
export interface Held {
  readonly shape: Shape;
  readonly dtype: "float64" | "int32";
  readonly values: HostArray;
}

/** Whether there are numbers at all, all of them finite and none too large. */
export function isModest(values: HostArray): boolean {
  return values.length > 0 && values.every((y) => Math.abs(y) <= largest);
}

/** What each name stands for. Throws what the operators throw. */
export function valuesOf(program: Program): ReadonlyMap<string, Held> {
  return scope(() => {
    const tensors = new Map(Object.entries(inputsOf(program)));
    for (const { operator, operands, attributes, results } of program.steps) {
      const inputs = operands.map((name): Tensor => {
        const operand = tensors.get(name);
        if (operand === undefined) throw new ReferenceError(`program: nothing is named ${name}`);
        return operand;
      });
      const outputs = apply(operator, inputs, attributes, ops);
      outputs.forEach(({ value }, i) => {
        if (i < results.length) tensors.set(results[i], value);
      });
    }
    return new Map([...tensors].map(([name, value]) => [name, holding(value)]));
  });
}

/** A tensor's numbers, off the backend. */
export function holding(value: Tensor): Held {
  const dtype = value.dtype === "int32" ? "int32" : "float64";
  return { shape: value.shape, dtype, values: value.dataSync() };
}

/**
 * The program put in order: without what it does not need, well named. Nothing where it does not
 * run, where an operand holds what its operator does not take, where a number is too large, or
 * where nothing is left to differentiate by.
 */
export function settled(program: Program): Program | undefined {
  try {
    const values = valuesOf(program);
    const steps = program.steps.map((step) => ({
      ...step,
      results: step.results.filter((name) => values.has(name)),
    }));
    const results = program.results.filter((name) => values.has(name));
    const fits = steps.every(({ domains, operands, results: made }) => {
      const held = (name: string): HostArray => values.get(name)?.values ?? new Float64Array();
      return fit(domains, operands.map(held)) && made.every((name) => isModest(held(name)));
    });
    const live = named(withoutDead({ ...program, steps, results }));
    const isComplete = live.steps.length > 0 && live.results.length > 0;
    const hasFloats = live.inputs.some(
      ({ dtype, shape }) => dtype !== "int32" && sizeOf(shape) > 0,
    );
    return fits && isComplete && hasFloats ? live : undefined;
  } catch {
    // An operator refused: that is what shape rules are for.
    return undefined;
  }
}
