/**
 * @file The plainest readout: the vocabulary sees word, state and context side by side.
 *
 *   t̃ = [E y; s; c]
 */
import { ops } from "@heed/tensor";
import { embed } from "../../words.js";
import type { Readout } from "../readout.js";

export const linear: Readout = {
  about: "The vocabulary sees word, state and context side by side.",
  formula: "t̃ = [E y; s; c]",
  from: "Bahdanau 2015, A.2.2, without the hidden layer",
  init: () => ({}),
  width: ({ embedding, hidden, context }) => embedding + hidden + context,
  features: (_, { words, states, contexts }) =>
    ops.concat([embed(words), states, ...(contexts ? [contexts] : [])], { axis: 2 }),
};
