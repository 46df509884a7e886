/**
 * @file Recurrent cells: one step, and three, by inputs, state and all parameters.
 *
 * B rows, E inputs, H units.
 */
import { cells, linear, type Cell, type CellParameters, type CellState } from "@heed/attention";
import { Random, type Operand } from "@heed/tensor";
import { exact, numbers, randomized } from "./numbers.js";
import type { Case, Subject } from "./subject.js";

/** What steps are computed from. */
interface Given {
  /** x of each step, (B, E). */
  readonly inputs: readonly Operand[];
  readonly state: CellState;
  readonly parameters: CellParameters;
}

export const cellSubjects: readonly Subject[] = [
  ...subjectsOf("cell", { steps: 1, cases: 6 }),
  ...subjectsOf("unrolled", { steps: 3, cases: 3 }),
];

function subjectsOf(
  kind: "cell" | "unrolled",
  { steps, cases }: { readonly steps: number; readonly cases: number },
): Subject[] {
  return Object.entries<Cell>(cells).map(([name, cell]) => ({
    kind,
    name,
    cases,
    draw: (seed) => drawCase(cell, steps, new Random(seed)),
  }));
}

function drawCase(cell: Cell, steps: number, random: Random): Case<Given> {
  const [B, E] = [random.integer(1, 3), random.integer(1, 3)];
  // With fewer, the numbers of a norm would at times be too equal to differentiate.
  const H = random.integer(4, 6);
  return {
    compute({ inputs, state, parameters }) {
      let after = state;
      for (const x of inputs) after = cell.step(parameters, linear(parameters.input, x), after);
      return { ...after };
    },
    inputs: {
      inputs: Array.from({ length: steps }, () => numbers([B, E], random)),
      state: {
        h: numbers([B, H], random),
        ...(cell.hasMemory && { c: numbers([B, H], random) }),
      },
      parameters: randomized(cell.init(E, H, exact), random),
    },
  };
}
