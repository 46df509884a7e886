/**
 * @file No attention and no context either: what the encoder ends with is where the decoder starts,
 * and all that it ever learns of the source (Sutskever et al. 2014, §2).
 *
 *   s_0 = what the start makes of the encoder's last states,  c_t = nothing
 */
import type { Attention } from "../attention.js";

export const sutskever: Attention = {
  about: "The source is only where the decoder starts from.",
  formula: "s_0 = h_S",
  from: "Sutskever et al. 2014, §2",
  covers: false,
  init: () => ({}),
  contextWidth: () => 0,
  prepare: () => ({}),
  attend: () => ({}),
};
