/**
 * @file One step of a cell of the list on random numbers: what the laws of cells are tried on.
 */
import { leavesOf, mapTree } from "@heed/autograd";
import { reference, scope, tensor, zeros, type Operand } from "@heed/tensor";
import { numbersFor, rowMajor, type TensorData } from "@heed/testing";
import fc from "fast-check";
import * as list from "../../../packages/attention/src/cells.js";
import type {
  Cell,
  CellParameters,
  CellState,
} from "../../../packages/attention/src/cells/cell.js";
import { linear } from "../../../packages/attention/src/linear.js";
import { runs } from "../../support/runs.js";

export const exact = { backend: reference, dtype: "float64" } as const;

export type CellName = keyof typeof list;

/** Every cell of the list. */
export const cells = Object.entries<Cell>(list) as readonly (readonly [CellName, Cell])[];

/** What a step is computed from. */
export interface Given {
  /** (B, E) */
  readonly x: Operand;
  readonly state: CellState;
  readonly parameters: CellParameters;
}

export function step(cell: Cell, { x, state, parameters }: Given): CellState {
  return cell.step(parameters, linear(parameters.input, x), state);
}

export function gates(cell: Cell, { x, state, parameters }: Given): Record<string, Operand> {
  return cell.gates(parameters, linear(parameters.input, x), state);
}

/** B rows, E inputs, H units. */
export interface Extents {
  readonly B: number;
  readonly E: number;
  readonly H: number;
}

/** With fewer units than four, the numbers of a norm would at times be too equal to differentiate. */
export const extents: fc.Arbitrary<Extents> = fc.record({
  B: fc.integer({ min: 1, max: 3 }),
  E: fc.integer({ min: 1, max: 3 }),
  H: fc.integer({ min: 4, max: 6 }),
});

/** What a step is computed from, in form; the numbers are first weights and zeros. */
export function formOf(cell: Cell, { B, E, H }: Extents): Given {
  const h = zeros([B, H], exact);
  return {
    x: zeros([B, E], exact),
    state: { h, ...(cell.hasMemory && { c: zeros([B, H], exact) }) },
    parameters: cell.init(E, H, exact),
  };
}

/** The same tree of other operands. */
export function fill<T>(form: T, operands: readonly Operand[]): T {
  let i = 0;
  return mapTree(form, () => operands[i++]);
}

/** Numbers between −1 and 1 for every operand of a tree, in its order; gates are far from shut. */
export function drawInputs(form: unknown, seed: number): TensorData[] {
  const operands = leavesOf(form).map(({ operand: { shape } }) => ({
    shape,
    domain: "real" as const,
  }));
  const numbers = numbersFor(operands, seed);
  return operands.map((operand, i) => ({
    ...operand,
    values: numbers[i].map((value) => Math.fround(value / 3)),
    layout: rowMajor(operand.shape),
  }));
}

/** Tries a law on about `count` random steps of a cell, in float64. */
export function holds(cell: Cell, law: (given: Given, extents: Extents) => void, count = 20): void {
  fc.assert(
    fc.property(extents, fc.nat(), (drawn, seed) => {
      scope(() => {
        const form = formOf(cell, drawn);
        const operands = drawInputs(form, seed).map(({ values, shape }) =>
          tensor(values, { ...exact, shape }),
        );
        law(fill(form, operands), drawn);
      });
    }),
    runs(count),
  );
}

/** The numbers of an operand of the reference backend. */
export function numbers({ value }: Operand): number[] {
  return Array.from(value.dataSync());
}

/** Those of every operand of a tree, in its order. */
export function numbersIn(tree: object): number[][] {
  return leavesOf(tree).map(({ operand }) => numbers(operand));
}

/** The largest difference between two states. Infinite where they have not the same parts. */
export function distance(one: CellState, another: CellState): number {
  const [a, b] = [numbersIn(one).flat(), numbersIn(another).flat()];
  if (Object.keys(one).join() !== Object.keys(another).join() || a.length !== b.length) {
    return Infinity;
  }
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
