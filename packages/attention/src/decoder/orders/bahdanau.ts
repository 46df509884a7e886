/**
 * @file Bahdanau's order: attend, then step (Bahdanau 2015, A.2.2). The context is part of what the
 * cell reads: in every gate, and in the candidate.
 *
 *   c_t = attend(s_{t−1}),  s_t = cell(s_{t−1}, [E y_{t−1}; c_t])
 */
import { ops } from "@heed/tensor";
import type { Order } from "../order.js";

export const bahdanau: Order = {
  about: "Look with the state before, then step with what was seen.",
  formula: "c_t = attend(s_{t−1}), s_t = cell(s_{t−1}, [E y_{t−1}; c_t])",
  from: "Bahdanau 2015, A.2.2",
  besides: ({ context }) => context,
  feeds: false,
  looksLater: false,
  step: (decoder, before) => {
    const glimpse = decoder.look(before.output);
    const { contexts } = glimpse;
    return { ...decoder.advance(contexts && ops.squeeze(contexts, { axis: 1 })), glimpse };
  },
};
