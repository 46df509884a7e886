/**
 * @file The monotonic local window, local-m: step t looks around word t. Luong 2015, §3.2.
 *
 *   p_t = min(t, len − 1),  inside: |j − p_t| ≤ D
 *
 * For pairs that run side by side. A target longer than its source stays at the last word.
 *
 * B batch, Q queries, S source length, len words of a source without padding.
 */
import { arange, ops } from "@heed/tensor";
import { distancesFrom, within } from "./distance.js";
import type { Window } from "../window.js";

export const localMonotonic: Window = {
  about: "Step t looks around word t of the source, and past its end around the last word.",
  formula: "|j − p_t| ≤ D, p_t = min(t, len − 1)",
  from: "Luong 2015, §3.2",
  sums: "to one",
  init: () => ({}),
  frame: (_, { shape, dtype, value }, { step, lengths, sourceLength, reach }) => {
    const [, Q] = shape;
    const counted = arange(Q, { backend: value.backend, dtype });
    const steps = ops.add(ops.unsqueeze(counted, { axis: 1 }), step); // (Q, 1)
    const middles = ops.minimum(steps, ops.sub(lengths, 1)); // (B, Q, 1)
    return { inside: within(distancesFrom(middles, sourceLength), reach) };
  },
};
