/**
 * @file The decoder goes on where the encoder ended, layer by layer (Sutskever et al. 2014, §2; Luong
 * 2015, §2). Of an encoder that reads from both sides, both ends make one state.
 */
import { lastStates } from "../../encoder.js";
import type { Start } from "../start.js";

export const copy: Start = {
  about: "The decoder goes on where the encoder ended.",
  formula: "s_0 = [→h_S; ←h_1]",
  from: "Sutskever et al. 2014, §2",
  needs: "equal widths",
  init: () => ({}),
  states: (_, { encoding: { ends } }) => ends.map(lastStates),
};
