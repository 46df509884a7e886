/**
 * @file The global window: every step may look at the whole source. Luong 2015, §3.1.
 */
import type { Window } from "../window.js";

export const global: Window = {
  about: "Every step may look at the whole source.",
  formula: "j = 0 … S − 1",
  from: "Luong 2015, §3.1",
  sums: "to one",
  init: () => ({}),
  frame: () => ({}),
};
