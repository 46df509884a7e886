/**
 * @file What configurations say: which parts go together, and what is filled in.
 */
import {
  attentions,
  checkConfig,
  completeConfig,
  createModel,
  initSeq2seq,
  parameterCount,
  statesWidth,
  usualParts,
  UserError,
  type ModelChoice,
} from "@heed/attention";
import { disposeTree, leavesOf } from "@heed/autograd";
import { Random, reference } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { configurations } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { pairs } from "../training/reversal.js";

const data = { longestSource: 9, longestTarget: 5, sourceVocabulary: 7, targetVocabulary: 8 };
const choice: ModelChoice = { embedding: 4, hidden: 6, alignment: 5 };

/** What is said about parts that do not go together. */
function refusal(parts: Partial<ModelChoice>): string {
  try {
    checkConfig(completeConfig({ ...choice, ...parts }, data));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("parts that do not go together are refused with a mend", () => {
  const cases: [string, Partial<ModelChoice>, RegExp][] = [
    [
      "a score of products with states of two widths",
      { attention: "dot", encoderHidden: 6 },
      /the score dot needs encoder states as wide as the decoder's: they are 12 and 6 wide.*each direction .* 3 units/s,
    ],
    [
      "a score of products with a decoder that two directions cannot match",
      { attention: "dot", hidden: 7 },
      /they are 8 and 7 wide.*an even number of hidden units, such as 8/s,
    ],
    [
      "a copied start with states of two widths",
      { start: "copy", encoderHidden: 4 },
      /the start copy needs .*8 and 6 wide/s,
    ],
    [
      "Bahdanau's start without a backward cell",
      { reading: "forward", start: "backward" },
      /reads backwards.*bridge/s,
    ],
    [
      "a copied start with states of two widths, under a score whose heads would not mind",
      { start: "copy", attention: "dot", heads: 2, encoderHidden: 4 },
      /the start copy needs .*8 and 6 wide/s,
    ],
    ["a window on no attention", { attention: "cho", window: "local-m" }, /cho .*window.*score/s],
    ["a pointer that knows no target token", { pointer: true }, /pointer .*create the model/s],
    ["heads on no attention", { attention: "sutskever", heads: 2 }, /sutskever .*heads/s],
    ["cho in Luong's order", { attention: "cho", order: "luong" }, /bahdanau/],
    ["coverage without keys", { attention: "location", coverage: true }, /location .*coverage/s],
    ["heads that do not divide the states", { heads: 5 }, /5 heads do not divide .*12 wide/s],
    [
      "tied embeddings with a linear readout",
      { tied: true, readout: "linear" },
      /maxout or attentional/,
    ],
  ];
  test.each(cases)("%s", (_, parts, said) => {
    expect(refusal(parts)).toMatch(said);
  });
});

test("unless chosen, the encoder's directions have H units, or share them where widths must agree", () => {
  const unitsOf = (parts: Partial<ModelChoice>): number =>
    completeConfig({ ...choice, ...parts }, data).encoderHidden;
  expect(unitsOf({})).toBe(6);
  expect(unitsOf({ attention: "dot" })).toBe(3);
  expect(unitsOf({ attention: "dot", heads: 2 })).toBe(6);
  expect(unitsOf({ attention: "dot", reading: "forward", start: "copy" })).toBe(6);
  expect(unitsOf({ attention: "dot", encoderHidden: 4 })).toBe(4);
});

test("unless chosen, start and readout are ones that go with the rest", () => {
  const partsOf = (parts: Partial<ModelChoice>): string[] => {
    const { start, readout } = completeConfig({ ...choice, ...parts }, data);
    return [start, readout];
  };
  expect(partsOf({})).toEqual(["backward", "linear"]);
  expect(partsOf({ reading: "forward" })).toEqual(["bridge", "linear"]);
  expect(partsOf({ tied: true })).toEqual(["backward", "maxout"]);
  expect(partsOf({ order: "luong" })).toEqual(["backward", "attentional"]);
  expect(partsOf({ order: "luong-feeding", tied: true })).toEqual(["backward", "attentional"]);
  expect(partsOf({ order: "luong", readout: "linear" })).toEqual(["backward", "linear"]);
});

test("what is not chosen is usual, and what the data say is kept", () => {
  expect(completeConfig(choice, data)).toEqual({
    ...usualParts,
    ...choice,
    ...data,
    encoderHidden: 6,
  });
});

test("every part is described: what it is, its formula and its source", () => {
  for (const part of Object.values(attentions)) {
    expect(part.about).not.toBe("");
    expect(part.formula).not.toBe("");
    expect(part.from).toMatch(/\d{4}/);
  }
});

test("every configuration of the lists can be made, and has states as wide as it says", () => {
  for (const config of configurations) {
    const p = initSeq2seq(config, { backend: reference, dtype: "float32", random: new Random(1) });
    const [layer] = p.encoder;
    const cells = [layer.forward, layer.backward].filter((cell) => cell !== undefined);
    const units = cells.reduce((sum, { recurrent }) => sum + recurrent.weight.shape[0], 0);
    expect(units).toBe(statesWidth(config));
    disposeTree(p);
  }
});

test("tied embeddings save the output's weight, and no other", () => {
  const tokens = { source: "chars", target: "words" } as const;
  const models = [false, true].map((tied) =>
    createModel({ ...choice, readout: "maxout", embedding: 6, tied }, pairs, tokens, {
      backend: reference,
      random: new Random(1),
    }),
  );
  const [apart, tied] = models.map(parameterCount);
  const V = models[0].targetVocabulary.size;
  expect(apart - tied).toBe(6 * V);
  expect(leavesOf(models[1].parameters).map(({ path }) => path)).not.toContain(
    "decoder.output.weight",
  );
  disposeTree(models.map(({ parameters }) => parameters));
});
