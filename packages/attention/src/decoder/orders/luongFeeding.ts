/**
 * @file Luong's order with input feeding: what was read out of a step is part of the input of the
 * next, so that the decoder knows where it has looked (Luong 2015, §3.3).
 *
 *   s_t = cell(s_{t−1}, [E y_{t−1}; h̃_{t−1}]),  c_t = attend(s_t),  h̃_t = readout(s_t, c_t)
 */
import type { Order } from "../order.js";

export const luongFeeding: Order = {
  about: "Step with what was read out before, then look with the state after.",
  formula: "s_t = cell(s_{t−1}, [E y_{t−1}; h̃_{t−1}]), c_t = attend(s_t), h̃_t = readout(s_t, c_t)",
  from: "Luong 2015, §3.3",
  besides: (_, features) => features,
  feeds: true,
  looksLater: false,
  step: (decoder, before) => {
    const after = decoder.advance(before.fed);
    const glimpse = decoder.look(after.output);
    return { ...after, glimpse, fed: decoder.readOut(after.output, glimpse) };
  },
};
