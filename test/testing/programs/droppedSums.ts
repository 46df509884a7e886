/**
 * @file An operator whose derivative forgets that its operands were stretched: where it should sum
 * over a stretched axis, it takes the first slice.
 */
import type { Algebra, AnyOperator, Operand, Shape } from "@heed/tensor";

/** The operator with that mistake in its rule. Its operands broadcast to its result. */
export function withDroppedSums(operator: AnyOperator): AnyOperator {
  const rule = operator.vjp?.bind(operator);
  if (rule === undefined) throw new Error(`${operator.name} has no rule to spoil`);
  return {
    ...operator,
    vjp: (context, ops) => {
      const { shape } = context.output;
      // Operands that are not stretched have gradients that need no sum.
      const inputs = context.inputs.map((x) => ops.expand(x, { shape }));
      const gradients = rule({ ...context, inputs }, ops);
      return gradients.map((dX, i) => dX && firstOf(dX, context.inputs[i].shape, ops));
    },
  };
}

/** The slice at 0 along every axis along which `shape` was stretched. */
function firstOf(dX: Operand, shape: Shape, ops: Algebra): Operand {
  const lead = dX.shape.length - shape.length;
  let first = dX;
  for (const axis of dX.shape.keys()) {
    if (axis >= lead && shape[axis - lead] !== 1) continue;
    first = ops.slice(first, { axis, start: 0, end: 1 });
  }
  return ops.reshape(first, { shape });
}
