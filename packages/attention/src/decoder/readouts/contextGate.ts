/**
 * @file A readout that weighs, feature by feature, what it has read of the source against what it
 * has said: fluent words need little of the source, contents much (Tu et al. 2017, §3).
 *
 *   z = σ(W_z [E y; s; c] + b_z)
 *   t̃ = tanh((1 − z) ∘ (W_s [E y; s] + b_s) + z ∘ (W_c c + b_c))
 *
 * Published inside the recurrence; here, as in OpenNMT-py's `both`, it gates what is read out.
 */
import { ops } from "@heed/tensor";
import { initLinear, linear, type LinearParameters } from "../../linear.js";
import { embed } from "../../words.js";
import type { Readout } from "../readout.js";

export interface ContextGateParameters {
  /** W_z and b_z: (E + H + M, F). */
  readonly gate: LinearParameters;
  /** W_s and b_s: (E + H, F). */
  readonly said: LinearParameters;
  /** W_c and b_c: (M, F); absent where there is no context. */
  readonly seen?: LinearParameters;
}

export const contextGate: Readout<ContextGateParameters> = {
  about: "A gate weighs what was seen of the source against what was said.",
  formula: "t̃ = tanh((1−z) ∘ W_s [E y; s] + z ∘ W_c c), z = σ(W_z [E y; s; c])",
  from: "Tu et al. 2017, §3; OpenNMT-py (Klein et al. 2017), context_gate: both",
  init: ({ embedding, hidden, context, features }, init) => ({
    gate: initLinear(embedding + hidden + context, features, init),
    said: initLinear(embedding + hidden, features, init),
    ...(context > 0 && { seen: initLinear(context, features, init) }),
  }),
  width: ({ features }) => features,
  features: (p, { words, states, contexts }) => {
    const own = ops.concat([embed(words), states], { axis: 2 });
    const all = contexts ? ops.concat([own, contexts], { axis: 2 }) : own;
    const z = ops.sigmoid(linear(p.gate, all));
    const said = ops.mul(ops.sub(1, z), linear(p.said, own));
    return ops.tanh(
      contexts && p.seen ? ops.add(said, ops.mul(z, linear(p.seen, contexts))) : said,
    );
  },
};
