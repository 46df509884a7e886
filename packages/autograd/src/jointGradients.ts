/**
 * @file Joint gradients: an operand that one operator is applied to again and again, as it is to a
 * weight at every step of a recurrence, may get its gradient from all applications in one computation
 * (`Operator.joint`). Their contexts are kept until the reverse pass has come by the last.
 */
import {
  keep,
  ops,
  type AnyOperator,
  type Attributes,
  type Operand,
  type VjpContext,
} from "@heed/tensor";
import { isTracked, type TapeNode } from "./tape.js";

/** The applications of one operator to one operand. */
interface Applications {
  /** How many the reverse pass has still to come by. */
  left: number;
  readonly contexts: VjpContext<Attributes>[];
}

export class JointGradients {
  readonly #applications = new Map<TapeNode, Applications>();

  /** The nodes are those that the reverse pass will come by. */
  constructor(nodes: readonly TapeNode[]) {
    const known = new Map<AnyOperator, Map<Operand, Applications>>();
    for (const node of nodes) {
      const { operator, inputs } = node;
      if (operator.joint === undefined) continue;
      const operand = inputs[operator.joint.operand];
      if (!isTracked(operand)) continue;
      let operands = known.get(operator);
      if (operands === undefined) {
        operands = new Map<Operand, Applications>();
        known.set(operator, operands);
      }
      let applications = operands.get(operand);
      if (applications === undefined) operands.set(operand, (applications = newApplications()));
      applications.left++;
      this.#applications.set(node, applications);
    }
    for (const [node, { left }] of this.#applications) {
      if (left === 1) this.#applications.delete(node);
    }
  }

  /** Which operand of a node gets its gradient jointly with those of others, if one does. */
  operandOf(node: TapeNode): number | undefined {
    return this.#applications.has(node) ? node.operator.joint?.operand : undefined;
  }

  /** The reverse pass comes by a node that nothing flows to. Gives what `arrive` gives. */
  pass(node: TapeNode): Operand | null {
    const applications = this.#applications.get(node);
    if (applications === undefined || --applications.left > 0) return null;
    const { contexts } = applications;
    if (contexts.length === 0) return null;
    const gradient = together(node.operator, contexts);
    for (const { cotangents } of contexts) for (const { value } of cotangents) value.dispose();
    return gradient;
  }

  /** Keeps a node's context. Gives the gradient by the operand if the node was the last. */
  arrive(node: TapeNode, context: VjpContext<Attributes>): Operand | null {
    const cotangents = context.cotangents.map(({ value }) => {
      return keep(value.view(value.shape, value.strides));
    });
    const kept = { ...context, cotangents, cotangent: cotangents[0] };
    this.#applications.get(node)?.contexts.push(kept);
    return this.pass(node);
  }
}

function newApplications(): Applications {
  return { left: 0, contexts: [] };
}

/** The gradient of all applications: in one, where the operator can, else as the sum of all. */
function together(
  operator: AnyOperator,
  contexts: readonly VjpContext<Attributes>[],
): Operand | null {
  const { joint } = operator;
  if (joint === undefined) return null;
  const inOne = joint.vjp(contexts, ops);
  if (inOne !== undefined) return inOne;
  const gradients = contexts.flatMap((context) => {
    const wants = context.inputs.map((_, i) => i === joint.operand);
    return operator.vjp?.({ ...context, wants }, ops)[joint.operand] ?? [];
  });
  return gradients.reduce<Operand | null>(
    (sum, gradient) => (sum === null ? gradient : ops.add(sum, gradient)),
    null,
  );
}
