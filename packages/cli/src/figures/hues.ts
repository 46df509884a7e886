/** @file Colours of lines, told apart by colour-blind readers too. */

/** Okabe and Ito 2008, black last and without yellow; then three of Tol's muted ones. */
export const hues: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#e69f00",
  "#000000",
  "#882255",
  "#999933",
  "#332288",
];
