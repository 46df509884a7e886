/**
 * @file What single cells are known for: gates that are shut or open, the memory of an LSTM, the
 * invariances of a norm.
 */
import { mapTree } from "@heed/autograd";
import { ops, Random, scope, tensor, zeros, type Operand } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import * as list from "../../../packages/attention/src/cells.js";
import type { Cell } from "../../../packages/attention/src/cells/cell.js";
import { roundings, tolerance } from "../model/numbersOf.js";
import {
  distance,
  exact,
  gates,
  holds,
  numbers,
  numbersIn,
  step,
  type CellName,
  type Given,
} from "./cellCase.js";

const named = (...names: CellName[]): [CellName, Cell][] => names.map((name) => [name, list[name]]);

/** So far from 0 that σ is exactly 0, and exactly 1. */
const [shut, open] = [-1e4, 1e4];

/** Where the columns of a gate stand. */
const gate = { r: 0, z: 1, i: 0, f: 1, o: 3 } as const;

/** With so much added to the b_u of some gates. */
function biased(given: Given, by: Readonly<Record<number, number>>): Given {
  const { parameters, state } = given;
  const { recurrent } = parameters;
  const H = state.h.shape[1];
  const added = Array.from({ length: recurrent.bias.value.size }, (_, column) => {
    return by[Math.floor(column / H)] ?? 0;
  });
  const bias = ops.add(recurrent.bias, tensor(added, exact));
  return { ...given, parameters: { ...parameters, recurrent: { ...recurrent, bias } } };
}

/** Another number in every place. */
const other = (operand: Operand): Operand => ops.sub(0.5, operand);

describe.each(named("gru", "gru-reset-before", "layer-norm-gru"))("%s", (name, cell) => {
  // The two conventions differ in what z = 1 says.
  const [keep, replace] = name === "gru-reset-before" ? [shut, open] : [open, shut];

  test("an update gate that keeps, keeps every bit of the state", () => {
    holds(cell, (given) => {
      const { h } = step(cell, biased(given, { [gate.z]: keep }));
      expect(numbers(h)).toEqual(numbers(given.state.h));
    });
  });

  test("with the reset gate shut, what replaces the state knows nothing of it", () => {
    holds(cell, (given) => {
      const forgetful = biased(given, { [gate.r]: shut, [gate.z]: replace });
      const after = step(cell, { ...forgetful, state: mapTree(given.state, other) });
      expect(numbersIn(after)).toEqual(numbersIn(step(cell, forgetful)));
    });
  });
});

test("with the reset gate open and the sign of the update gate turned, both GRUs are one", () => {
  holds(list.gru, (given, { B, H }) => {
    const opened = biased(given, { [gate.r]: open });
    const signs = [1, -1, 1].flatMap((sign) => new Array<number>(H).fill(sign));
    const sign = tensor(signs, exact);
    const turned = mapTree(opened.parameters, (weights) => ops.mul(weights, sign));
    const after = step(list["gru-reset-before"], { ...opened, parameters: turned });
    const bound = tolerance("float64", roundings(given.parameters, B));
    expect(distance(after, step(list.gru, opened))).toBeLessThanOrEqual(bound);
  });
});

describe.each(named("lstm", "layer-norm-lstm"))("%s", (_, cell) => {
  test("an open forget gate and a shut input gate keep every bit of the memory", () => {
    holds(cell, (given) => {
      const { c } = step(cell, biased(given, { [gate.i]: shut, [gate.f]: open }));
      expect(numbersIn({ c })).toEqual(numbersIn({ c: given.state.c }));
    });
  });

  test("a shut forget gate leaves nothing of the memory before", () => {
    holds(cell, (given) => {
      const forgetful = biased(given, { [gate.f]: shut });
      const state = { ...mapTree(given.state, other), h: given.state.h };
      const after = step(cell, { ...forgetful, state });
      expect(numbersIn(after)).toEqual(numbersIn(step(cell, forgetful)));
    });
  });

  test("a shut output gate shows nothing of the memory", () => {
    holds(cell, (given) => {
      const { h } = step(cell, biased(given, { [gate.o]: shut }));
      expect(numbers(h).every((value) => value === 0)).toBe(true);
    });
  });

  test("a new forget gate keeps σ(1) of the memory; the other gates are half open", () => {
    scope(() => {
      const parameters = cell.init(2, 1, { ...exact, random: new Random(1) });
      const [x, h] = [zeros([1, 2], exact), zeros([1, 1], exact)];
      const said = gates(cell, { x, state: { h }, parameters });
      const kept = 1 / (1 + Math.exp(-1));
      expect(Object.keys(said)).toEqual(["i", "f", "g", "o"]);
      expect(numbersIn(said)).toEqual([[0.5], [kept], [0], [0.5]]);
    });
  });

  test("a state without a memory is an error", () => {
    holds(cell, ({ state: { h }, ...rest }) => {
      expect(() => step(cell, { ...rest, state: { h } })).toThrow(
        "lstm: its state must have a memory c",
      );
    });
  });
});

describe.each(named("layer-norm-rnn", "layer-norm-gru", "layer-norm-lstm"))("%s", (_, cell) => {
  /** W, b and U after some change. What the norms learn stays. */
  const changed = (given: Given, change: (weights: Operand) => Operand): Given => {
    const { input, recurrent } = given.parameters;
    const parameters = {
      ...given.parameters,
      input: mapTree(input, change),
      recurrent: { ...recurrent, weight: change(recurrent.weight) },
    };
    return { ...given, parameters };
  };

  test("twice as large weights change no bit, once ε is too small to be seen", () => {
    holds(cell, (given) => {
      const large = changed(given, (weights) => ops.mul(weights, 2 ** 40));
      const larger = changed(large, (weights) => ops.mul(weights, 2));
      expect(numbersIn(step(cell, larger))).toEqual(numbersIn(step(cell, large)));
    });
  });

  test("a number added to all columns of the weights changes nothing", () => {
    holds(cell, (given, { B }) => {
      const moved = changed(given, (weights) => ops.add(weights, 0.75));
      // Rounding before a norm comes out of it at most 1/√ε times as large.
      const steepest = 1 / Math.sqrt(1e-5);
      const bound = steepest * tolerance("float64", roundings(given.parameters, B));
      expect(distance(step(cell, moved), step(cell, given))).toBeLessThanOrEqual(bound);
    });
  });
});
