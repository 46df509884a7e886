/**
 * @file Every cell against PyTorch: the numbers of test/golden/cells.json, made by the script beside
 * it.
 */
import { disposeTree, grad, leavesOf } from "@heed/autograd";
import { ops, type Operand } from "@heed/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { numbersIn, place, type Stored } from "../../golden/stored.js";
import { places } from "../../support/places.js";
import { disagreement, numbersOf, roundings, tolerance } from "../model/numbersOf.js";
import { cells, formOf, step, type Extents, type Given } from "./cellCase.js";

interface GoldenCell {
  readonly given: Stored;
  readonly next: Stored;
  readonly cotangents: Stored;
  readonly gradients: Stored;
}

interface Golden {
  readonly sizes: Extents;
  readonly cells: Readonly<Record<string, GoldenCell>>;
}

const file = new URL("../../golden/cells.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

test("every cell of the list has golden values", () => {
  expect(Object.keys(golden.cells)).toEqual(cells.map(([name]) => name));
});

describe.each(places)("on $name", (at) => {
  test.each(cells)("%s gives PyTorch's next state and gradients", async (name, cell) => {
    const { given, next, cotangents, gradients } = golden.cells[name];
    const form = formOf(cell, golden.sizes);
    const actual = await numbersOf(() => {
      const weights = leavesOf(place(cotangents, form.state, at));
      const total = (by: Given): Operand =>
        leavesOf(step(cell, by))
          .map(({ operand }, k) => ops.sum(ops.mul(operand, weights[k].operand)))
          .reduce((sum, term) => ops.add(sum, term));
      const placed = place(given, form, at);
      return { next: step(cell, placed), gradient: grad(total)(placed) };
    });
    const expected = { ...numbersIn(next, "next."), ...numbersIn(gradients, "gradient.") };
    const bound = tolerance(at.dtype, roundings(form, golden.sizes.B), expected);
    expect(disagreement(actual, expected, bound)).toBeUndefined();
    disposeTree(form);
  });
});
