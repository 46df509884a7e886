/**
 * @file Luong's order: step, then attend (Luong 2015, §3). The recurrence does not depend on what
 * was seen, so all the steps of a known target can look at once.
 *
 *   s_t = cell(s_{t−1}, E y_{t−1}),  c_t = attend(s_t)
 */
import type { Order } from "../order.js";

export const luong: Order = {
  about: "Step, then look with the state after.",
  formula: "s_t = cell(s_{t−1}, E y_{t−1}), c_t = attend(s_t)",
  from: "Luong 2015, §3",
  besides: () => 0,
  feeds: false,
  looksLater: true,
  step: (decoder) => {
    const after = decoder.advance();
    return { ...after, glimpse: decoder.look(after.output) };
  },
};
