/**
 * @file Faults of what a rule returns: its gradients spoilt, whatever the rule is.
 */
import { isFloat, sameShape, type Algebra, type AnyOperator, type Operand } from "@heed/tensor";
import { sameNumbers } from "./callFault.js";
import type { MutationKind } from "./mutationKind.js";
import type { Context, Gradients, RuleFault } from "./ruleFault.js";

/** More than a rounding, less than anybody sees in a training curve. */
export const slightly: number = 1 + 1e-6;

/** One gradient made wrong; `undefined` where its shape leaves nothing to get wrong. */
type Spoil = (gradient: Operand, ops: Algebra) => Operand | null | undefined;

const spoils: readonly (readonly [MutationKind, string, Spoil])[] = [
  ["sign", "negated", (gradient, ops) => ops.neg(gradient)],
  ["factor", "too large by 1e-6", (gradient, ops) => ops.mul(gradient, slightly)],
  ["dropped gradient", "left out", () => null],
  ["dropped element", "without its last row", withoutLastRow],
  ["off by one", "shifted by one", (gradient, ops) => shifted(gradient, ops)],
  ["transposed", "transposed", (gradient, ops) => transposed(gradient, ops)],
];

/** All that can be wrong with the gradients that the operator's rule returned in this context. */
export function gradientFaults(
  operator: AnyOperator,
  { inputs, wants }: Context,
  gradients: Gradients,
): RuleFault[] {
  const faults: RuleFault[] = [];
  gradients.forEach((gradient, k) => {
    // Of a list of operands, two show all there is to see.
    if (k > 1 && operator.arity === "many") return;
    const by = `d${operandName(operator, k)}`;
    if (gradient !== null && wants[k]) {
      for (const [kind, how, spoil] of spoils) {
        faults.push(faultOf(kind, `${by} ${how}`, k, spoil));
      }
    }
    if (gradient === null && isFloat(inputs[k].dtype) && wants[k]) {
      faults.push(madeUp(by, k));
    }
    for (let other = k + 1; other < gradients.length; other++) {
      if (other > 1 && operator.arity === "many") break;
      if (!wants[k] || !wants[other]) continue;
      const both = `${by} and d${operandName(operator, other)}`;
      faults.push(exchanged(both, k, other));
    }
  });
  return faults;
}

export function operandName({ operands, arity }: AnyOperator, k: number): string {
  return arity === "many" ? `${operands[0]}[${k}]` : operands[k];
}

function faultOf(kind: MutationKind, name: string, k: number, spoil: Spoil): RuleFault {
  return {
    kind,
    name,
    order: 1,
    gradient: k,
    apply: (rule, context, ops) => {
      const gradients = rule(context, ops);
      const gradient = gradients[k] ?? null;
      const wrong = gradient === null ? undefined : spoil(gradient, ops);
      return wrong === undefined ? undefined : gradients.with(k, wrong);
    },
  };
}

function madeUp(by: string, k: number): RuleFault {
  return {
    kind: "made-up gradient",
    name: `${by} made up`,
    order: 1,
    apply: (rule, context, ops) => {
      const total = ops.sum(context.cotangent);
      return rule(context, ops).with(k, ops.expand(total, { shape: context.inputs[k].shape }));
    },
  };
}

function exchanged(both: string, k: number, other: number): RuleFault {
  return {
    kind: "exchanged",
    name: `${both} exchanged`,
    order: 1,
    apply: (rule, context, ops) => {
      const gradients = rule(context, ops);
      const [a, b] = [gradients[k] ?? null, gradients[other] ?? null];
      if (a === null || b === null || !sameShape(a.shape, b.shape)) return undefined;
      if (sameNumbers(a, b)) return undefined;
      return gradients.with(k, b).with(other, a);
    },
  };
}

/** Each element from its neighbour along the first axis that has any. */
export function shifted(x: Operand, ops: Algebra): Operand | undefined {
  const axis = x.shape.findIndex((extent) => extent > 1);
  if (axis < 0) return undefined;
  const sizes = [1, x.shape[axis] - 1];
  const [first, rest] = ops.split(x, { axis, sizes });
  return ops.concat([rest, first], { axis });
}

/** The elements in the order in which the transposed matrix has them. */
export function transposed(x: Operand, ops: Algebra): Operand | undefined {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  // A matrix of one row or column has its elements in the same order.
  if (rows === 1 || columns === 1) return undefined;
  return ops.reshape(ops.transpose(x), { shape: x.shape });
}

function withoutLastRow(x: Operand, ops: Algebra): Operand | undefined {
  if (x.shape.length === 0) return undefined;
  const [extent] = x.shape;
  if (extent === 0) return undefined;
  const kept = ops.slice(x, { axis: 0, start: 0, end: extent - 1 });
  return ops.pad(kept, { axis: 0, before: 0, after: 1 });
}
