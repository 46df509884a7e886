/**
 * @file ⟨u, J t⟩ = ⟨Jᵀ u, t⟩: forward and reverse derivatives are adjoint, for random u and t.
 */
import { scope } from "@heed/tensor";
import { backpropagate } from "../backward.js";
import { isTracked } from "../tape.js";
import { Variable } from "../variable.js";
import type { Check, Finding } from "./check.js";
import { dot, type Numbers, type Probe } from "./probe.js";
import { signed } from "./signed.js";

export const adjoint: Check = {
  about: "⟨u, J t⟩ = ⟨Jᵀ u, t⟩",
  orders: [1],
  find({ probe, u, gradients, roundings, random }): Finding {
    const t = probe.inputs.map(({ size }) => signed(size, random));
    const forwards = pushForward(probe, t);
    const tolerance = roundings.reduce(
      (total, off, i) => total + off * Math.sqrt(1 + gradients[i].length),
      0,
    );
    return {
      comparisons: [
        {
          where: "⟨Jᵀu, t⟩ and ⟨u, Jt⟩",
          input: probe.inputs.map(({ name }) => name).join(", "),
          analytic: gradients.reduce((total, gradient, i) => total + dot(gradient, t[i]), 0),
          numeric: dot(u, forwards),
          tolerance,
        },
      ],
    };
  },
};

/** J t by two reverse passes, as `jvp` does it, for all outputs. */
function pushForward(probe: Probe, t: Numbers): Float64Array {
  return scope(() => {
    const { tree, leaves } = probe.variables();
    const outputs = probe.run(tree).map(({ operand }) => operand);
    const nothing = probe.cotangents(new Float64Array(probe.outputSize));
    const cotangents = nothing.map((zeros) => new Variable(zeros));
    const gradients = backpropagate(outputs, cotangents, leaves, { createGraph: true });
    const along = probe.tangents(t);
    const kept = gradients.flatMap((gradient, i) =>
      gradient !== undefined && isTracked(gradient) ? [{ gradient, tangent: along[i] }] : [],
    );
    const tangents = backpropagate(
      kept.map(({ gradient }) => gradient),
      kept.map(({ tangent }) => tangent),
      cotangents,
    );
    return probe.read(tangents.map((tangent, i) => tangent ?? nothing[i]));
  });
}
