import { completeConfig, orders, scores, windows, type OrderName } from "@heed/attention";
import { describe, expect, test } from "vitest";
import {
  checkComparison,
  contestantsNamed,
  contestantsOf,
  lengthTasks,
  modelChoice,
  trialsOf,
  usualReadout,
  type Comparison,
} from "../../../packages/cli/src/comparison/comparison.js";

type Names<List> = readonly (keyof List)[];

const scoreNames = Object.keys(scores) as Names<typeof scores>;
const windowNames = Object.keys(windows) as Names<typeof windows>;
const everything = [
  ...contestantsNamed(["sutskever", "cho"]),
  ...contestantsOf(scoreNames, windowNames),
];

const comparison: Comparison = {
  view: "lengths",
  measure: "token",
  task: "reverse",
  contestants: everything,
  lengths: [5, 40],
  trainLengths: [5, 22],
  seeds: 3,
  sources: 8,
  cell: "gru",
  start: "bridge",
  order: "bahdanau",
  readout: "linear",
  hidden: 32,
  embedding: 16,
  alignment: 32,
  reach: 4,
  updates: 10,
  batch: 4,
  learningRate: 0.005,
  backend: "simd",
};

const data = { longestSource: 1, longestTarget: 1, sourceVocabulary: 9, targetVocabulary: 9 };

describe("a comparison", () => {
  test("can be of every score in every window and of every fixed context at once", () => {
    expect(() => checkComparison(comparison)).not.toThrow();
  });

  test.for(Object.keys(orders) as OrderName[])("of all scores can be made in order %s", (order) => {
    const contestants = contestantsOf(scoreNames, windowNames);
    const readout = usualReadout(order);
    expect(() => checkComparison({ ...comparison, contestants, order, readout })).not.toThrow();
  });

  test("gives all encoders one width: half the decoder's where one score needs it, or all of it", () => {
    const widths = (of: Comparison): Set<number> =>
      new Set(
        of.contestants.map(
          (contestant) => completeConfig(modelChoice(of, contestant), data).encoderHidden,
        ),
      );
    expect(widths(comparison)).toEqual(new Set([16]));
    const free = contestantsNamed(["sutskever", "cho", "additive", "general"]);
    expect(widths({ ...comparison, contestants: free })).toEqual(new Set([32]));
  });

  test("models can tell places as far as sources go", () => {
    for (const contestant of everything) {
      const { longestSource } = completeConfig(modelChoice(comparison, contestant), data);
      expect(longestSource).toBe(40);
    }
  });

  test("trains each contestant once from each seed, all of a seed before the next", () => {
    const trials = trialsOf(comparison);
    expect(trials).toHaveLength(3 * everything.length);
    expect(trials.map(({ seed }) => seed)).toEqual(
      [1, 2, 3].flatMap((seed) => everything.map(() => seed)),
    );
    expect(new Set(trials.map(({ contestant, seed }) => `${contestant.name}/${seed}`)).size).toBe(
      trials.length,
    );
  });

  test("has tasks whose sources can have any length, and their alignment", () => {
    expect(Object.keys(lengthTasks)).toEqual(expect.arrayContaining(["copy", "reverse", "sort"]));
    for (const task of Object.values(lengthTasks)) {
      const pairs = task.sample({ count: 4, lengths: [7, 7], seed: 1 });
      expect(pairs.map(({ source }) => source.length)).toEqual([7, 7, 7, 7]);
      for (const { source, target } of pairs) {
        expect(task.alignment(source)).toHaveLength(target.length);
      }
    }
  });

  test("refuses to train on lengths that it does not measure", () => {
    expect(() => checkComparison({ ...comparison, trainLengths: [4, 22] })).toThrow(/4\.\.22/);
    expect(() => checkComparison({ ...comparison, trainLengths: [5, 41] })).toThrow(/5\.\.41/);
  });

  test("refuses an odd width that two directions cannot share", () => {
    expect(() => checkComparison({ ...comparison, hidden: 33 })).toThrow(/--hidden 34/);
  });
});
