/**
 * @file Faults of what a rule is given: saved values of another run, masks inverted, cotangents in
 * each other's place, numbers without their tape.
 */
import { isFloat, sameShape, zeros, type AnyOperator, type Operand } from "@heed/tensor";
import { operandName } from "./gradientFaults.js";
import type { MutationKind } from "./mutationKind.js";
import type { Context, RuleFault } from "./ruleFault.js";
import { mirrored, ofAnotherRun } from "./savedValues.js";

/** The saved operands of a context, by what they are. */
type Side = "inputs" | "outputs" | "cotangents";

/** All that can be wrong with this context, of which the rule reads the operands in `read`. */
export function contextFaults(
  operator: AnyOperator,
  context: Context,
  read: ReadonlySet<unknown>,
): RuleFault[] {
  const { inputs, outputs, cotangents, wants } = context;
  const faults: RuleFault[] = [];
  const saved = [
    ...inputs.map((x, i) => ({ x, i, side: "inputs" as const, name: operandName(operator, i) })),
    ...outputs.map((x, i) => ({ x, i, side: "outputs" as const, name: outputName(i, outputs) })),
  ];
  for (const { x, i, side, name } of saved) {
    if (i > 1 && operator.arity === "many") continue;
    if (!read.has(x)) continue;
    faults.push(given("stale saved value", `stale ${name}`, side, i, ofAnotherRun));
    if (!isFloat(x.dtype)) faults.push(given("wrong mask", `mirrored ${name}`, side, i, mirrored));
    // A fused operator is differentiated twice through its composition, not through its rule.
    else if (operator.composition === undefined && (side === "outputs" || wants[i])) {
      faults.push(cut(name, side, i));
    }
  }
  const [x] = inputs;
  const [y] = outputs;
  if (isFloat(x.dtype) && sameShape(x.shape, y.shape)) {
    if (read.has(y)) faults.push(oneForOther("outputs", "inputs"));
    if (read.has(x)) faults.push(oneForOther("inputs", "outputs"));
  }
  cotangents.forEach((_, i) => {
    const name = `d${outputName(i, outputs)}`;
    if (operator.composition === undefined && i < 2) faults.push(cut(name, "cotangents", i));
    if (cotangents.length > 1 && i < 3) {
      faults.push(given("dropped term", `${name} left out`, "cotangents", i, zerosLike));
    }
  });
  if (cotangents.length > 1 && sameShape(cotangents[0].shape, cotangents[1].shape)) {
    faults.push(exchangedCotangents);
  }
  return faults;
}

function outputName(i: number, { length }: readonly unknown[]): string {
  return length === 1 ? "y" : `y[${i}]`;
}

function given(
  kind: MutationKind,
  name: string,
  side: Side,
  i: number,
  replace: (x: Operand) => Operand,
  order: 1 | 2 = 1,
): RuleFault {
  return {
    kind,
    name,
    order,
    apply: (rule, context, ops) => {
      const operands = context[side];
      if (i >= operands.length) return undefined;
      return rule(withOperands(context, side, operands.with(i, replace(operands[i]))), ops);
    },
  };
}

function cut(name: string, side: Side, i: number): RuleFault {
  return given("cut from the tape", `${name} cut from the tape`, side, i, ({ value }) => value, 2);
}

/** The first operand of one side, read where the rule wants that of the other. */
function oneForOther(wanted: "inputs" | "outputs", read: "inputs" | "outputs"): RuleFault {
  const names = { inputs: "the operand", outputs: "the result" };
  return {
    kind: "input for output",
    name: `${names[read]} for ${names[wanted]}`,
    order: 1,
    apply: (rule, context, ops) => {
      const [x] = context[wanted];
      const [other] = context[read];
      if (!sameShape(x.shape, other.shape)) return undefined;
      return rule(withOperands(context, wanted, context[wanted].with(0, other)), ops);
    },
  };
}

const exchangedCotangents: RuleFault = {
  kind: "exchanged",
  name: "dy[0] and dy[1] exchanged",
  order: 1,
  apply: (rule, context, ops) => {
    const [a, b, ...others] = context.cotangents;
    if (b === undefined || !sameShape(a.shape, b.shape)) return undefined;
    return rule(withOperands(context, "cotangents", [b, a, ...others]), ops);
  },
};

function zerosLike({ shape, dtype, value }: Operand): Operand {
  return zeros(shape, { backend: value.backend, dtype });
}

/** The context with other operands on one side. */
export function withOperands(context: Context, side: Side, operands: readonly Operand[]): Context {
  const changed = { ...context, [side]: operands };
  return { ...changed, output: changed.outputs[0], cotangent: changed.cotangents[0] };
}
