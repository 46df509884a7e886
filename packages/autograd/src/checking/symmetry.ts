/**
 * @file Second derivatives are symmetric: with H the Hessian of ⟨u, f⟩, ⟨s, H t⟩ = ⟨t, H s⟩ for
 * random s and t (Schwarz).
 */
import type { Check, Finding } from "./check.js";
import { dot, type Numbers } from "./probe.js";
import { signed } from "./signed.js";
import { epsilon } from "./slope.js";

const roundings = 2 ** 14;

export const symmetric: Check = {
  about: "the Hessian is symmetric",
  orders: [2],
  /** The outputs of the gradient's own probe are the gradients by x; its first inputs are x. */
  find({ probe, random }): Finding {
    const x = probe.inputs.slice(0, probe.outputs.length);
    const [s, t] = [0, 1].map(() => x.map(({ size }) => signed(size, random)));
    const [Hs, Ht] = [s, t].map((v) => probe.pullBack(joined(v)).slice(0, x.length));
    const terms =
      product(s.map(absolute), Ht.map(absolute)) + product(t.map(absolute), Hs.map(absolute));
    return {
      comparisons: [
        {
          where: "⟨s, Ht⟩ and ⟨t, Hs⟩",
          input: x.map(({ name }) => name).join(", "),
          analytic: product(s, Ht),
          numeric: product(t, Hs),
          tolerance: roundings * epsilon * (1 + terms),
        },
      ],
    };
  },
};

function product(a: Numbers, b: Numbers): number {
  return a.reduce((total, numbers, i) => total + dot(numbers, b[i]), 0);
}

function absolute(numbers: Float64Array): Float64Array {
  return numbers.map(Math.abs);
}

function joined(parts: Numbers): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
