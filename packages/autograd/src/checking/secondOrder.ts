/**
 * @file The gradient as a function of its own: of the point x and of the cotangents u, so that it can
 * be checked as any other function. Its derivatives are the second ones of f.
 */
import { isFloat, ops, zeros, type Operand } from "@heed/tensor";
import { backpropagate } from "../backward.js";
import { isTracked } from "../tape.js";
import { leavesOf, mapTree } from "../tree.js";
import { Variable } from "../variable.js";
import { Probe } from "./probe.js";

interface PointAndCotangents<P> {
  readonly inputs: P;
  readonly cotangents: readonly Operand[];
}

/** (x, u) ↦ Jᵀ(x) u, at a probe's point and the cotangents `u`, as a probe. Call it in a scope. */
export function gradientProbe<P>(probe: Probe<P>, u: Float64Array): Probe {
  const gradient = ({ inputs, cotangents }: PointAndCotangents<P>): Operand[] => {
    const recorded = leavesOf({ inputs, cotangents }).some(({ operand }) => isTracked(operand));
    const leaves: Operand[] = [];
    const lifted = mapTree(inputs, (operand) => {
      if (!isFloat(operand.dtype)) return operand;
      const leaf = isTracked(operand) ? ops.contiguous(operand) : new Variable(operand.value);
      leaves.push(leaf);
      return leaf;
    });
    const outputs = probe.run(lifted).map(({ operand }) => operand);
    const masked = probe.finiteMasks().map((mask, i) => {
      return mask === undefined ? cotangents[i] : ops.mul<Operand>(cotangents[i], mask);
    });
    const gradients = backpropagate(outputs, masked, leaves, { createGraph: recorded });
    return gradients.map((found, i) => {
      const { shape, dtype, value } = leaves[i];
      return found ?? zeros(shape, { backend: value.backend, dtype });
    });
  };
  const inputs = { inputs: probe.tensors(), cotangents: probe.cotangents(u) };
  return new Probe(gradient, inputs) as Probe;
}
