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
  type Joint,
  type Operand,
  type VjpContext,
} from "@heed/tensor";
import { isTracked, type TapeNode } from "./tape.js";

/** The applications of one operator to one operand. */
interface Applications {
  readonly joint: Joint<Attributes>;
  /** How many the reverse pass has still to come by. */
  left: number;
  readonly contexts: VjpContext<Attributes>[];
}

/** The gradient by one of a node's operands, `null` where none flows or it comes later. */
export type JointGradient = readonly [operand: number, gradient: Operand | null];

const none: readonly Applications[] = [];

export class JointGradients {
  readonly #applications = new Map<TapeNode, Applications[]>();

  /** The nodes are those that the reverse pass will come by. */
  constructor(nodes: readonly TapeNode[]) {
    const known = new Map<Joint<Attributes>, Map<Operand, Applications>>();
    for (const node of nodes) {
      for (const joint of node.operator.joint ?? []) {
        const operand = node.inputs[joint.operand];
        if (!isTracked(operand)) continue;
        const operands = known.get(joint) ?? new Map<Operand, Applications>();
        known.set(joint, operands);
        const applications = operands.get(operand) ?? { joint, left: 0, contexts: [] };
        operands.set(operand, applications);
        applications.left++;
        const ofNode = this.#applications.get(node);
        if (ofNode === undefined) this.#applications.set(node, [applications]);
        else ofNode.push(applications);
      }
    }
    for (const [node, all] of this.#applications) {
      const shared = all.filter(({ left }) => left > 1);
      if (shared.length === 0) this.#applications.delete(node);
      else this.#applications.set(node, shared);
    }
  }

  /** Whether this operand of a node gets its gradient jointly with those of others. */
  has(node: TapeNode, operand: number): boolean {
    return this.#of(node).some(({ joint }) => joint.operand === operand);
  }

  /** The reverse pass comes by a node that nothing flows to. Gives what `arrive` gives. */
  pass(node: TapeNode): JointGradient[] {
    return this.#of(node).map((applications): JointGradient => {
      const { joint, contexts } = applications;
      if (--applications.left > 0 || contexts.length === 0) return [joint.operand, null];
      const gradient = together(node.operator, joint, contexts);
      for (const { cotangents } of contexts) for (const { value } of cotangents) value.dispose();
      return [joint.operand, gradient];
    });
  }

  /** Keeps a node's context. Gives the gradients for which the node was the last. */
  arrive(node: TapeNode, context: VjpContext<Attributes>): JointGradient[] {
    for (const { contexts } of this.#of(node)) {
      const cotangents = context.cotangents.map(({ value }) => {
        return keep(value.view(value.shape, value.strides));
      });
      contexts.push({ ...context, cotangents, cotangent: cotangents[0] });
    }
    return this.pass(node);
  }

  #of(node: TapeNode): readonly Applications[] {
    return this.#applications.get(node) ?? none;
  }
}

/** The gradient of all applications: in one, where the operator can, else as the sum of all. */
function together(
  operator: AnyOperator,
  joint: Joint<Attributes>,
  contexts: readonly VjpContext<Attributes>[],
): Operand | null {
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
