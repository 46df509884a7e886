/**
 * @file Laws of the pointer: what it says is a distribution, and what it points at is in the source.
 */
import { createModel, forced, padIds, read, special, type Seq2seqConfig } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { full, ops, Random, reference, scope, tensor } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { point } from "../../../packages/attention/src/decoder/pointer.js";
import { idsOf } from "../../../packages/attention/src/seq2seq.js";
import {
  batchOfSentences,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { numbersOf } from "./numbersOf.js";
import { sentences } from "./sentences.js";

const at = { backend: reference, dtype: "float64" } as const;
const config = configurations.find(({ pointer }) => pointer) as Seq2seqConfig;

test("the probabilities of every step sum to 1", async () => {
  await fc.assert(
    fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
      const p = drawParameters(config, seed, at);
      const batch = batchOfSentences(list);
      const { total } = await numbersOf(() => {
        const { logits } = forced(config, p, batch);
        return { total: ops.sum(ops.exp(logits), { axes: [-1] }) };
      });
      // A sum of V + S products, each off by a few roundings.
      for (const sum of Array.from(total)) expect(Math.abs(sum - 1)).toBeLessThan(32 * 2 ** -53);
      disposeTree(p);
    }),
    runs(10),
  );
});

test("a gate that is shut says only words of the source, by the weights of their places", () => {
  scope(() => {
    const shut = { weight: full([2, 1], 0, at), bias: full([1], -800, at) };
    const features = full([1, 1, 2], 1, at);
    const logits = full([1, 1, 5], 0, at);
    // Words 4, 3, 4 of a vocabulary of five.
    const copies = ops.oneHot(idsOf(padIds([[4, 3, 4]]), reference), {
      classes: 5,
      dtype: "float64",
    });
    const weights = ops.reshape(full([3], 1 / 3, at), { shape: [1, 1, 3] });
    const said = ops.exp(point(features, logits, { gate: shut, weights, copies }));
    const [none, , , three, four] = Array.from(said.value.dataSync());
    expect(none).toBeLessThan(1e-29);
    expect(three).toBeCloseTo(1 / 3, 15);
    expect(four).toBeCloseTo(2 / 3, 15);
  });
});

test("a gate that is all but open leaves what is pointed at its digits", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (z) => {
      scope(() => {
        const gate = { weight: full([1, 1], 0, at), bias: full([1], z, at) };
        // Never generated, and the only word of the source: log(1 − σ(z)) = −log(1 + eᶻ).
        const logits = ops.reshape(tensor([0, -800], at), { shape: [1, 1, 2] });
        const copies = ops.reshape(tensor([0, 1], at), { shape: [1, 1, 2] });
        const weights = full([1, 1, 1], 1, at);
        const said = point(full([1, 1, 1], 0, at), logits, { gate, weights, copies });
        const [, pointed] = Array.from(said.value.dataSync());
        const exact = -z - Math.log1p(Math.exp(-z));
        expect(Math.abs(pointed - exact)).toBeLessThan(4 * 2 ** -53 * (1 - exact));
      });
    }),
  );
});

test("it knows a source's tokens among the target's, the special ones by their own ids", () => {
  const pairs = [{ source: ["x", "both", "y"], target: ["both", "z"] }];
  const model = createModel(
    { embedding: 2, hidden: 2, alignment: 2, pointer: true },
    pairs,
    { source: "words", target: "words" },
    { backend: reference, random: new Random(1) },
  );
  const { sourceVocabulary, targetVocabulary } = model;
  const known = model.config.sourceInTarget ?? [];
  expect(known.slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(known[sourceVocabulary.idOf("both")]).toBe(targetVocabulary.idOf("both"));
  expect(known[sourceVocabulary.idOf("x")]).toBe(special.unknown);
  scope(() => {
    const source = padIds([sourceVocabulary.encode(["both", "x"])]);
    const { memory } = read(model.config, model.parameters, source);
    expect(memory.copies?.shape).toEqual([1, 2, targetVocabulary.size]);
  });
  disposeTree(model.parameters);
});
