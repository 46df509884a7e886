/**
 * @file What `heed gradcheck` can be asked for: everything in the lists that has a derivative.
 */
import {
  attentions,
  cells,
  orders,
  readings,
  readouts,
  scores,
  starts,
  UserError,
  windows,
} from "@heed/attention";
import { leavesOf } from "@heed/autograd";
import { operators, reference, scope, type AnyOperator } from "@heed/tensor";
import { isDifferentiable } from "@heed/testing";
import { describe, expect, test } from "vitest";
import { fullName, kinds, type Kind } from "../../../packages/cli/src/gradcheck/subject.js";
import { subjects, subjectsNamed } from "../../../packages/cli/src/gradcheck/subjects.js";

const operatorNames = Object.values<AnyOperator>(operators)
  .filter(isDifferentiable)
  .map(({ name }) => name);

/** The lists, and the kind that each name of theirs has a row of. */
const lists: readonly (readonly [Kind, readonly string[]])[] = [
  ["operator", operatorNames],
  ["cell", Object.keys(cells)],
  ["unrolled", Object.keys(cells)],
  ["score", Object.keys(scores)],
  ["window", Object.keys(windows)],
  ["start", Object.keys(starts)],
  ["order", Object.keys(orders)],
  ["readout", Object.keys(readouts)],
  ["model", Object.keys(cells).map((name) => `cell=${name}`)],
  ["model", Object.keys(attentions).map((name) => `attention=${name}`)],
  ["model", Object.keys(windows).map((name) => `window=${name}`)],
  ["model", Object.keys(readings).map((name) => `reading=${name}`)],
];

describe("the subjects", () => {
  test.for(lists)("of the kind %s have every name of its list", ([kind, names]) => {
    const found = subjects.filter((subject) => subject.kind === kind).map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining([...names]));
  });

  test("have full names that are all different, and that lead back to them", () => {
    const names = subjects.map(fullName);
    expect(new Set(names).size).toBe(names.length);
    for (const subject of subjects) expect(subjectsNamed(fullName(subject))).toEqual([subject]);
  });

  test("are of kinds that all have some", () => {
    for (const kind of Object.keys(kinds)) {
      expect(subjectsNamed(kind).map((subject) => subject.kind)).toContain(kind);
    }
  });

  test("draw the same numbers from a seed, and others from another", () => {
    const numbersOf = (name: string, seed: number): number[][] =>
      scope(() => {
        const { inputs } = subjectsNamed(name)[0].draw(seed);
        return leavesOf(inputs).map(({ operand }) => Array.from(operand.value.dataSync()));
      });
    for (const name of ["operator/matmul", "unrolled/lstm", "window/local-p", "model/any"]) {
      expect(numbersOf(name, 3)).toEqual(numbersOf(name, 3));
      expect(numbersOf(name, 3)).not.toEqual(numbersOf(name, 4));
    }
  });

  test("leave nothing behind", () => {
    const before = { ...reference.live };
    scope(() => {
      for (const subject of subjects) subject.draw(1);
    });
    expect({ ...reference.live }).toEqual(before);
  });
});

describe("a name", () => {
  test("of two things means both", () => {
    expect(subjectsNamed("dot").map(fullName)).toEqual(["score/dot", "model/attention=dot"]);
  });

  test("of a kind means all of it, and no more", () => {
    const found = subjectsNamed("cell");
    expect(found.map(({ name }) => name)).toEqual(Object.keys(cells));
  });

  test.for([
    ["sofmax", 'nothing here to check is called "sofmax" (did you mean softmax?)'],
    ["argmax", "argmax has no derivative to check: an index is no smooth function (leave it out)"],
    ["adamw", "adamw, of the kind optimizer, has no derivative to check (leave it out)"],
  ])("such as %s is refused in one line", ([name, message]) => {
    expect(() => subjectsNamed(name)).toThrow(new UserError(message));
  });
});
