/** @file Colours of lines, told apart by colour-blind readers too. */

/** Okabe and Ito 2008, without black and yellow. */
export const hues: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#e69f00",
];
