/**
 * @file Random programs over the whole list of operators: what no single operator shows.
 */
import { functionOf, inputsOf, program, toTypeScript, type Program } from "@heed/testing";
import { drawingFrom } from "./drawing.js";
import type { Case, Subject } from "./subject.js";

/** How many steps they have, from short to deep. */
const lengths = [3, 10, 30];

export const programSubjects: readonly Subject[] = lengths.map((steps) => {
  return {
    kind: "program",
    name: `${steps}-steps`,
    cases: 20,
    ...drawingFrom(program({ steps }), caseOf),
  };
});

function caseOf(grown: Program): Case {
  const compute = functionOf(grown);
  return { compute, inputs: inputsOf(grown), describe: () => toTypeScript(grown) };
}
