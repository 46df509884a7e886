/**
 * @file Reverse-mode differentiation: the tape read backwards, and nothing else. It is a loop, not
 * a recursion, so that ten thousand steps of a recurrence do not overflow the stack.
 */
import {
  compose,
  DerivativeError,
  formatShape,
  ops,
  sameShape,
  scope,
  ShapeError,
  zeros,
  type AnyOperator,
  type Attributes,
  type Operand,
  type VjpContext,
} from "@heed/tensor";
import { JointGradients } from "./jointGradients.js";
import { isTracked, nodesBefore, type TapeNode, type Tracked } from "./tape.js";

/** The gradients by each output of a node that have come so far. */
type Arriving = readonly (Operand | undefined)[];

/** The gradients by each input of a node. */
type Departing = (Operand | null)[];

type Context = VjpContext<Attributes>;

/** How to go back. */
export interface BackwardOptions {
  /** Record the derivative itself, so that it can be differentiated again. Off unless said. */
  readonly createGraph?: boolean;
}

/**
 * The gradients of Σ_i ⟨outputs_i, cotangents_i⟩ by each of `by`; `undefined` where the outputs do
 * not depend on it. Cotangents have their output's shape. The gradients belong to the caller.
 * Throws `DerivativeError` where an operator on the way has no derivative.
 */
export function backpropagate(
  outputs: readonly Operand[],
  cotangents: readonly Operand[],
  by: readonly Operand[],
  { createGraph = false }: BackwardOptions = {},
): (Operand | undefined)[] {
  const wanted = new Set(by);
  const sums = new Map<Operand, Operand>();
  const add = (operand: Operand, gradient: Operand): void => {
    const before = sums.get(operand);
    sums.set(operand, before === undefined ? gradient : ops.add(before, gradient));
    if (before === undefined || createGraph) return;
    before.value.dispose();
    gradient.value.dispose();
  };

  outputs.forEach((output, i) => {
    checkCotangent(output, cotangents[i]);
    // The caller keeps the cotangent; what arrives at a node is freed when it has passed.
    add(output, createGraph ? cotangents[i] : borrow(cotangents[i]));
  });
  const nodes = nodesBetween(outputs, wanted).reverse();
  const joint = new JointGradients(nodes);
  for (const node of nodes) {
    const arriving = node.outputs.map((output) => sums.get(output));
    const departing = createGraph
      ? vjpOnTape(node, arriving)
      : scope(() => vjpOfValues(node, arriving, joint));
    node.inputs.forEach((input, i) => {
      const gradient = departing[i];
      if (gradient !== null && isTracked(input)) add(input, gradient);
    });
    for (const output of node.outputs) {
      if (wanted.has(output)) continue;
      if (!createGraph) sums.get(output)?.value.dispose();
      sums.delete(output);
    }
  }

  const found = by.map((operand) => sums.get(operand));
  if (!createGraph) {
    for (const [operand, sum] of sums) if (!wanted.has(operand)) sum.value.dispose();
  }
  return found;
}

/** The nodes on a way from one of `wanted` to `outputs`, earliest first. */
function nodesBetween(outputs: readonly Operand[], wanted: ReadonlySet<Operand>): TapeNode[] {
  const leading = new Set<TapeNode>();
  for (const node of nodesBefore(outputs)) {
    const leads = node.inputs.some(
      (input) => wanted.has(input) || (isTracked(input) && input.node && leading.has(input.node)),
    );
    if (leads) leading.add(node);
  }
  return [...leading];
}

/**
 * First derivatives: the operator's own rule, on plain tensors. A gradient that is found together
 * with those of other nodes departs from the last of them.
 */
function vjpOfValues(node: TapeNode, arriving: Arriving, joint: JointGradients): Departing {
  const departing: Departing = node.inputs.map(() => null);
  if (arriving.every((cotangent) => cotangent === undefined)) {
    for (const [i, gradient] of joint.pass(node)) departing[i] = gradient;
    return departing;
  }
  const inputs = node.inputs.map((input) => input.value);
  const outputs = node.outputs.map((output) => output.value);
  const wants = node.inputs.map((input, i) => isTracked(input) && !joint.has(node, i));
  const context = contextOf(node, {
    inputs,
    outputs,
    cotangents: fillZeros(node, arriving),
    wants,
  });
  // Some rules hand on what they were given; each gradient must be one that can be freed.
  const lent = new Set<Operand>([...inputs, ...outputs, ...context.cotangents]);
  applyRule(node.operator, context).forEach((gradient, i) => {
    if (gradient === null || !wants[i]) return;
    departing[i] = lent.has(gradient) ? borrow(gradient) : gradient;
    lent.add(gradient);
  });
  for (const [i, gradient] of joint.arrive(node, context)) departing[i] = gradient;
  return departing;
}

/**
 * Derivatives that are recorded in turn. A fused operator's rule is itself fused, so the way back
 * leads through the composition that the operator equals.
 */
function vjpOnTape(node: TapeNode, arriving: Arriving): Departing {
  const { operator, attributes, inputs, outputs } = node;
  if (arriving.every((cotangent) => cotangent === undefined)) return inputs.map(() => null);
  const cotangents = fillZeros(node, arriving);
  if (operator.composition === undefined) {
    const wants = inputs.map(isTracked);
    return applyRule(operator, contextOf(node, { inputs, outputs, cotangents, wants }));
  }
  const copies = inputs.map((input) => (isTracked(input) ? ops.contiguous(input) : input));
  const results = compose(operator, copies, attributes, ops);
  const gradients = backpropagate(results, cotangents, copies, { createGraph: true });
  return gradients.map((gradient) => gradient ?? null);
}

function contextOf(
  { attributes }: TapeNode,
  {
    inputs,
    outputs,
    cotangents,
    wants,
  }: Pick<Context, "inputs" | "outputs" | "cotangents" | "wants">,
): Context {
  const [output] = outputs;
  const [cotangent] = cotangents;
  return { inputs, outputs, output, cotangents, cotangent, attributes, wants };
}

/** The operator's vjp, and a check that it keeps to shapes: a wrong rule is named where it acts. */
function applyRule(operator: AnyOperator, context: Context): Departing {
  if (operator.vjp === undefined) {
    throw new DerivativeError(
      operator.name,
      "it must have a derivative to be trained through",
      operator.derivative,
    );
  }
  const gradients = operator.vjp(context, ops);
  gradients.forEach((gradient, i) => {
    if (gradient === null || sameShape(gradient.shape, context.inputs[i].shape)) return;
    throw new ShapeError(
      operator.name,
      "the derivative's rule must return gradients of its operands' shapes",
      `${formatShape(gradient.shape)} for ${formatShape(context.inputs[i].shape)}`,
    );
  });
  return gradients;
}

/** Cotangents of all outputs: zeros for those that the result does not depend on. */
function fillZeros(node: TapeNode, arriving: Arriving): Operand[] {
  return node.outputs.map(({ shape, dtype, value }, i) => {
    return arriving[i] ?? zeros(shape, { backend: value.backend, dtype });
  });
}

/** The same tensor under a handle of its own. */
function borrow({ value }: Operand): Operand {
  return value.view(value.shape, value.strides);
}

function checkCotangent(output: Operand, cotangent: Operand): void {
  if (!sameShape(output.shape, cotangent.shape)) {
    throw new ShapeError(
      "backward",
      "a cotangent must have its output's shape",
      `${formatShape(cotangent.shape)} for ${formatShape(output.shape)}`,
    );
  }
}

/** The leaves that `outputs` were made from. */
export function leavesBefore(outputs: readonly Operand[]): Tracked[] {
  const leaves = new Set<Tracked>();
  const visit = (operand: Operand): void => {
    if (isTracked(operand) && operand.node === undefined) leaves.add(operand);
  };
  outputs.forEach(visit);
  for (const node of nodesBefore(outputs)) node.inputs.forEach(visit);
  return [...leaves];
}

/**
 * Whether `output` was made from other leaves than these, too: then somebody around may want to
 * differentiate by them what is computed from it.
 */
export function hasOtherLeaves(output: Operand, own: readonly Operand[]): boolean {
  const known = new Set(own);
  return leavesBefore([output]).some((leaf) => !known.has(leaf));
}
