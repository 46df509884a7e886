/**
 * @file What holds for every cell of the list.
 */
import { backpropagate, disposeTree, leavesOf, mapTree, Variable } from "@heed/autograd";
import { ops, Random, reference, scope, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  Cell,
  CellParameters,
  CellState,
} from "../../../packages/attention/src/cells/cell.js";
import type { LayerNormLstmParameters } from "../../../packages/attention/src/cells/layerNormLstm.js";
import { evaluate, type Computation } from "../../support/computation.js";
import { expectRightGradient } from "../../support/rightGradient.js";
import { places } from "../../support/places.js";
import { runs } from "../../support/runs.js";
import { consult, worstMiss } from "../../support/tolerance.js";
import { roundings, tolerance } from "../model/numbersOf.js";
import {
  cells,
  distance,
  drawInputs,
  exact,
  extents,
  fill,
  formOf,
  gates,
  holds,
  numbers,
  numbersIn,
  step,
  type CellName,
  type Given,
} from "./cellCase.js";

type Recombination = (
  gates: Readonly<Record<string, Operand>>,
  state: CellState,
  parameters: CellParameters,
) => CellState;

/** a ∘ (1−z) + b ∘ z */
const between = (a: Operand, z: Operand, b: Operand): Operand =>
  ops.add(ops.mul(a, ops.sub(1, z)), ops.mul(b, z));

const gru: Recombination = ({ z, n }, { h }) => ({ h: between(n, z, h) });

const memory = ({ i, f, g }: Readonly<Record<string, Operand>>, { c }: CellState): Operand =>
  ops.add(ops.mul(f, c ?? 0), ops.mul(i, g));

/** The last line of each formula: the next state from what the gates said, where there are any. */
const recombinations: Readonly<Record<CellName, Recombination | "no gates">> = {
  rnn: "no gates",
  gru,
  "gru-reset-before": ({ z, n }, { h }) => ({ h: between(h, z, n) }),
  lstm: (said, state) => {
    const c = memory(said, state);
    return { h: ops.mul(said.o, ops.tanh(c)), c };
  },
  "layer-norm-rnn": "no gates",
  "layer-norm-gru": gru,
  "layer-norm-lstm": (said, state, parameters) => {
    const c = memory(said, state);
    const { gain, bias } = (parameters as LayerNormLstmParameters).memoryNorm;
    return { h: ops.mul(said.o, ops.tanh(ops.layerNorm(c, gain, bias))), c };
  },
};

/** The next state, then the gradients by all that it is computed from, for cotangents that follow. */
function stepAndGradients(cell: Cell, form: Given): Computation {
  const count = leavesOf(form).length;
  return (inputs) => {
    const given = inputs.slice(0, count).map((input) => new Variable(input));
    const after = leavesOf(step(cell, fill(form, given))).map(({ operand }) => operand);
    const gradients = backpropagate(after, inputs.slice(count), given);
    return [...after, ...gradients].map((operand, k) => {
      if (operand === undefined) throw new Error(`nothing leads to operand ${k - after.length}`);
      return operand.value;
    });
  };
}

describe.each(cells)("%s", (name, cell) => {
  test("weights have a column for every unit of every gate, states one for every unit", () => {
    holds(cell, (given, { B, E, H }) => {
      const { input, recurrent } = given.parameters;
      const columns = input.bias.shape[0];
      expect(columns % H).toBe(0);
      expect(input.weight.shape).toEqual([E, columns]);
      expect(recurrent.weight.shape).toEqual([H, columns]);
      expect(recurrent.bias.shape).toEqual([columns]);
      const after = step(cell, given);
      expect(Object.keys(after)).toEqual(cell.hasMemory ? ["h", "c"] : ["h"]);
      for (const { operand } of leavesOf([after, gates(cell, given)])) {
        expect(operand.shape).toEqual([B, H]);
      }
    });
  });

  test("first weights have the same shapes with and without random numbers, and leave nothing else behind", () => {
    const before = { ...reference.live };
    const drawn = cell.init(3, 4, { ...exact, random: new Random(1) });
    const blank = cell.init(3, 4, exact);
    const shapes = (tree: unknown) =>
      leavesOf(tree).map(({ path, operand }) => [path, operand.shape]);
    expect(shapes(blank)).toEqual(shapes(drawn));
    disposeTree([drawn, blank]);
    expect({ ...reference.live }).toEqual(before);
  });

  test("first gains are 1, and first biases 0 but the forget gate's, which is 1", () => {
    scope(() => {
      const [E, H] = [3, 4];
      const first = leavesOf(cell.init(E, H, { ...exact, random: new Random(1) }));
      for (const { path, operand } of first.filter(({ path }) => /(gain|bias)$/i.test(path))) {
        const isOne = (k: number): boolean =>
          /gain$/i.test(path) ||
          (cell.hasMemory && path === "recurrent.bias" && k >= H && k < 2 * H);
        const found = numbers(operand);
        expect([path, found]).toEqual([path, found.map((_, k) => Number(isOne(k)))]);
      }
    });
  });

  test("a row of a batch gets what it gets alone", () => {
    holds(cell, (given, { B }) => {
      const after = step(cell, given);
      for (let b = 0; b < B; b++) {
        const row = (all: Operand): Operand => ops.slice(all, { axis: 0, start: b, end: b + 1 });
        const alone = step(cell, { ...given, x: row(given.x), state: mapTree(given.state, row) });
        expect(numbersIn(alone)).toEqual(numbersIn(mapTree(after, row)));
      }
    });
  });

  test("a state within ±1 stays there, however large weights and inputs are", () => {
    holds(cell, ({ x, state, parameters }) => {
      const large = (operand: Operand): Operand => ops.mul(operand, 1e3);
      const given = { x: large(x), state, parameters: mapTree(parameters, large) };
      const { h, c } = step(cell, given);
      const rounding = 2 ** -51; // (1−z) ∘ n + z ∘ s rounds four times
      for (const value of numbers(h)) expect(Math.abs(value)).toBeLessThanOrEqual(1 + rounding);
      if (c === undefined || state.c === undefined) return;
      const grown = ops.sub(ops.abs(c), ops.abs(state.c));
      for (const value of numbers(grown)) expect(value).toBeLessThanOrEqual(1 + 2 * rounding);
    });
  });

  const recombine = recombinations[name];
  if (recombine === "no gates") {
    test("there are no gates to look into", () => {
      holds(cell, (given) => {
        expect(gates(cell, given)).toEqual({});
      });
    });
  } else {
    test("what the gates said makes the next state by the formula", () => {
      holds(cell, (given, { B }) => {
        const combined = recombine(gates(cell, given), given.state, given.parameters);
        const bound = tolerance("float64", roundings(given.parameters, B));
        expect(distance(combined, step(cell, given))).toBeLessThanOrEqual(bound);
      });
    });
  }

  test("gradients are what differences say", () => {
    fc.assert(
      fc.property(extents, fc.nat(), (drawn, seed) => {
        scope(() => {
          const form = formOf(cell, drawn);
          const after = (operands: readonly Operand[]): Operand[] =>
            leavesOf(step(cell, fill(form, operands))).map(({ operand }) => operand);
          expectRightGradient(after, drawInputs(form, seed), seed);
        });
      }),
      runs(20),
    );
  });

  test.each(places)("values and gradients are the reference's on $name", async (at) => {
    await fc.assert(
      fc.asyncProperty(extents, fc.nat(), async (drawn, seed) => {
        const form = formOf(cell, drawn);
        const inputs = drawInputs([form, form.state], seed); // a cotangent for each part of the state
        const computation = stepAndGradients(cell, form);
        const K = roundings(form, drawn.B);
        const { values, tolerance: bounds } = await consult(computation, inputs, K);
        const actual = await evaluate(computation, inputs, at.backend, at.dtype);
        expect(worstMiss(actual, values, bounds[at.dtype])).toBeUndefined();
        disposeTree(form);
      }),
      runs(3),
    );
  });
});
