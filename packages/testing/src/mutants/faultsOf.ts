/**
 * @file All that can be wrong with a rule: found by letting it work in some contexts, and looking at
 * what it is given, what it calls and what it returns.
 */
import { ops, scope, type Algebra, type AnyOperator } from "@heed/tensor";
import type { CallFault } from "./callFault.js";
import { callFaultsOf } from "./callFaults.js";
import { contextFaults } from "./contextFaults.js";
import { gradientFaults } from "./gradientFaults.js";
import { algebraWith, carryOut, isFused, tracedCalls, type TracedCall } from "./calls.js";
import {
  ruleOf,
  wantingAll,
  type Context,
  type Gradients,
  type Rule,
  type RuleFault,
} from "./ruleFault.js";

/** How closely to look. */
export interface FaultOptions {
  /** Also at each call that the rule makes. On unless said. */
  readonly calls?: boolean;
}

/**
 * The faults that an operator's rule can have in one of the contexts. Of those that give the same
 * wrong numbers in all of them, only the first. Throws `TypeError` where the operator has no rule.
 */
export function faultsOf(
  operator: AnyOperator,
  contexts: readonly Context[],
  options: FaultOptions = {},
): RuleFault[] {
  const rule = ruleOf(operator);
  const faults = new Map<string, RuleFault>();
  for (const context of contexts) {
    scope(() => {
      for (const fault of faultsIn(operator, rule, context, options)) {
        if (!faults.has(fault.name)) faults.set(fault.name, fault);
      }
    });
  }
  const right = fingerprint(rule, contexts);
  const seen = new Set<string>();
  return [...faults.values()].filter((fault) => {
    // Numbers tell nothing of what only second derivatives show.
    if (fault.order === 2) return true;
    const print = fingerprint(
      (context) => fault.apply(rule, context, ops) ?? rule(context, ops),
      contexts,
    );
    const isNew = !seen.has(print);
    seen.add(print);
    return isNew || print === right;
  });
}

/** What can be wrong in this context: with what is returned, with what is given, with each call. */
function faultsIn(
  operator: AnyOperator,
  rule: Rule,
  context: Context,
  { calls = true }: FaultOptions,
): RuleFault[] {
  const traced = trace(rule, wantingAll(context));
  const read = operandsOf(trace(rule, context).calls);
  const outer = [
    ...gradientFaults(operator, context, traced.gradients),
    ...contextFaults(operator, context, read),
  ].filter((fault) => fault.apply(rule, wantingAll(context), ops) !== undefined);
  if (!calls) return outer;
  const ofCalls = traced.calls.flatMap((call) =>
    callFaultsOf(call.operator)
      .filter((fault) => fault.apply(call) !== undefined)
      .map((fault) => inCall(call, fault)),
  );
  return [...outer, ...ofCalls];
}

/** The operands that the operator's rule hands on to other operators: the numbers that it reads. */
export function operandsRead(operator: AnyOperator, context: Context): ReadonlySet<unknown> {
  return scope(() => operandsOf(trace(ruleOf(operator), context).calls));
}

function operandsOf(calls: readonly TracedCall[]): ReadonlySet<unknown> {
  return new Set(calls.flatMap(({ operands }) => operands));
}

function trace(rule: Rule, context: Context): { gradients: Gradients; calls: TracedCall[] } {
  let gradients: Gradients = [];
  const calls = tracedCalls((algebra) => {
    gradients = rule(context, algebra);
  }, isFused);
  return { gradients, calls };
}

/** The fault of a rule that gets the call at this place wrong. */
function inCall({ place }: TracedCall, { kind, name, apply }: CallFault): RuleFault {
  return {
    kind,
    name: `${place}: ${name}`,
    order: 1,
    apply: (rule, context) => rule(context, faultyAlgebra(place, apply)),
  };
}

/** The algebra in which the call at this place is wrong, where there is anything to get wrong. */
export function faultyAlgebra(place: string, apply: CallFault["apply"]): Algebra {
  return algebraWith(place, (call) => {
    const results = carryOut(call);
    return apply({ ...call, results }) ?? results;
  });
}

/** A rule's gradients in each context, to nine digits. */
function fingerprint(rule: Rule, contexts: readonly Context[]): string {
  return contexts
    .map((context) =>
      scope(() => {
        return rule(wantingAll(context), ops).map((gradient, k) => {
          if (!context.wants[k]) return "";
          const values = gradient === null ? [] : Array.from(gradient.value.dataSync());
          return values.map((value) => value.toPrecision(9)).join();
        });
      }).join(";"),
    )
    .join("\n");
}
