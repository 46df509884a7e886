/**
 * @file A fault: what can be wrong with a derivative's rule, whatever the rule; and operators that
 * have it.
 */
import {
  isFloat,
  type Algebra,
  type AnyOperator,
  type Attributes,
  type Operand,
  type VjpContext,
} from "@heed/tensor";
import type { MutationKind } from "./mutationKind.js";

export type Gradients = readonly (Operand | null)[];
export type Context = VjpContext<Attributes>;

/** A derivative's rule: an operator's `vjp`. */
export type Rule = (context: Context, ops: Algebra) => Gradients;

export interface RuleFault {
  readonly kind: MutationKind;
  /** What is wrong, and where: unlike that of any other fault of the same rule. */
  readonly name: string;
  /** 2 where first derivatives stay right. */
  readonly order: 1 | 2;
  /** Which gradient it spoils, where it is one and no other. */
  readonly gradient?: number;
  /** What the faulty rule returns; `undefined` where there is nothing in this context to get wrong. */
  apply(rule: Rule, context: Context, ops: Algebra): Gradients | undefined;
}

/** The operator's own rule. Throws `TypeError` where it has none. */
export function ruleOf(operator: AnyOperator): Rule {
  const rule = operator.vjp?.bind(operator);
  if (rule === undefined) throw new TypeError(`${operator.name}: it must have a rule to be wrong`);
  return rule;
}

/** The same operator with a faulty rule. */
export function withFault(operator: AnyOperator, fault: RuleFault): AnyOperator {
  const rule = ruleOf(operator);
  return {
    ...withoutJoint(operator),
    vjp: (context, ops) => {
      // The fault is found by counting calls, so the rule does the same whatever is wanted of it.
      const whole = wantingAll(context);
      const gradients = fault.apply(rule, whole, ops) ?? rule(whole, ops);
      return gradients.map((gradient, k) => (context.wants[k] ? gradient : null));
    },
  };
}

/** Without the joint rule, which would put a right gradient in the place of wrong ones. */
const withoutJoint = ({ joint: _, ...operator }: AnyOperator): AnyOperator => operator;

/** The context in which the gradients by all floats are wanted. */
export function wantingAll(context: Context): Context {
  return { ...context, wants: context.inputs.map(({ dtype }) => isFloat(dtype)) };
}

/** The fault's kind where the operator was given `inputs`, and all operators together `uses`. */
export function kindAmong(
  { kind, gradient }: RuleFault,
  inputs: readonly Operand[],
  uses: readonly (Operand | number)[],
): MutationKind {
  if (kind !== "dropped gradient" || gradient === undefined) return kind;
  const { value } = inputs[gradient];
  const count = uses.filter((x) => typeof x !== "number" && x.value === value).length;
  return count > 1 ? "dropped accumulation" : kind;
}
