/**
 * @file Wrong derivatives of anything that can be recorded: one node of its tape has a faulty rule.
 * Nothing is known of the function but what it did.
 */
import { replay, Variable, type Recording, type TapeNode } from "@heed/autograd";
import {
  applyEagerly,
  ops,
  sameShape,
  scope,
  type AnyOperator,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { faultsOf, operandsRead } from "./faultsOf.js";
import type { MutationKind } from "./mutationKind.js";
import { kindAmong, withFault, type Context, type RuleFault } from "./ruleFault.js";
import { contextOf } from "./ruleContext.js";

/** A recording that is done again with a wrong derivative. */
export interface TapeMutant {
  readonly name: string;
  readonly kind: MutationKind;
  readonly order: 1 | 2;
  /** Does a recording of the same function again, of other numbers perhaps, with other inputs. */
  readonly replay: (recording: Recording, inputs: readonly Operand[]) => Operand[];
}

/** All mutants of a recording: each fault of each node's rule. */
export function tapeMutants(recording: Recording): TapeMutant[] {
  const { nodes } = recording;
  const uses = nodes.flatMap(({ inputs }) => inputs);
  return nodes.flatMap((node, place) => {
    const { operator, inputs, attributes } = node;
    const wants = inputs.map((x) => x instanceof Variable && x.tracked);
    return scope(() => {
      const context = contextOf(operator, { inputs, attributes }, place, wants);
      const where = `${operator.name} at ${place} of ${nodes.length}`;
      const faults = faultsOf(operator, [context]).map((fault) => ({
        name: `${where}: ${fault.name}`,
        kind: kindAmong(fault, inputs, uses),
        order: fault.order,
        replay: faultyReplay(place, fault),
      }));
      const before = nodeBefore(nodes, place, context);
      if (before === undefined) return faults;
      const late: TapeMutant = {
        name: `${where}: what was saved at ${before}`,
        kind: "off by one in time",
        order: 1,
        replay: replayLate(before, place),
      };
      return [...faults, late];
    });
  });
}

function faultyReplay(faulty: number, fault: RuleFault): TapeMutant["replay"] {
  return (recording, inputs) =>
    replay(recording, inputs, (place) => {
      const { operator } = recording.nodes[place];
      return place === faulty ? withFault(operator, fault) : operator;
    });
}

/** The last node before of the same operator and shapes; none if the rule would read the same there. */
function nodeBefore(
  nodes: readonly TapeNode[],
  place: number,
  context: Context,
): number | undefined {
  const { operator, inputs } = nodes[place];
  const before = nodes.findLastIndex(
    (node, i) =>
      i < place &&
      node.operator === operator &&
      node.inputs.length === inputs.length &&
      node.inputs.every(({ shape }, k) => sameShape(shape, inputs[k].shape)),
  );
  if (before < 0 || operator.forward === undefined) return undefined;
  const read = operandsRead(operator, context);
  const others = nodes[before].inputs.map((x, k) => x !== inputs[k]);
  const isOther = context.inputs.some((x, k) => read.has(x) && others[k]);
  return isOther || (others.includes(true) && read.has(context.output)) ? before : undefined;
}

/** The rule at `late` reads what was saved at `before`, which is noted when that is done again. */
function replayLate(before: number, late: number): TapeMutant["replay"] {
  return (recording, inputs) => {
    const saved: Tensor[] = [];
    return replay(recording, inputs, (place) => {
      const { operator } = recording.nodes[place];
      if (place === before) return noting(operator, saved);
      return place === late ? withFault(operator, reading(operator, saved)) : operator;
    });
  };
}

/** Puts its inputs into `saved`: the first, since who does parts of the tape again has others. */
function noting(operator: AnyOperator, saved: Tensor[]): AnyOperator {
  return {
    ...operator,
    forward: (launch, inputs, attributes) => {
      if (saved.length === 0) saved.push(...inputs);
      return operator.forward?.(launch, inputs, attributes) ?? [];
    },
  };
}

function reading(operator: AnyOperator, inputs: readonly Tensor[]): RuleFault {
  return {
    kind: "off by one in time",
    name: "",
    order: 1,
    apply: (rule, context, algebra) => {
      const outputs = applyEagerly(operator, inputs, context.attributes, ops);
      return rule({ ...context, inputs, outputs, output: outputs[0] }, algebra);
    },
  };
}
