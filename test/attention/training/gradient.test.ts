import {
  batchOf,
  encodePairs,
  gradientOf,
  initSeq2seq,
  plainObjective,
  type Objective,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { Random, reference } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "../model/numbersOf.js";
import { newModel, pairs } from "./reversal.js";

const model = newModel(reference);
const { config, sourceVocabulary, targetVocabulary } = model;
const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
const parameters = initSeq2seq(config, {
  backend: reference,
  dtype: "float64",
  random: new Random(4),
});
const objectives: readonly Objective[] = [
  plainObjective,
  { ...plainObjective, labelSmoothing: 0.2 },
];

/** Some pairs, each with the batch that it is put in. */
const divided = fc.array(fc.tuple(fc.nat({ max: pairs.length - 1 }), fc.nat({ max: 3 })), {
  minLength: 1,
  maxLength: 8,
});

test("batches that count as one give its loss and gradient, however pairs are divided among them", async () => {
  await fc.assert(
    fc.asyncProperty(divided, fc.constantFrom(...objectives), async (places, objective) => {
      const batch = (chosen: readonly number[]) => batchOf(encoded, Int32Array.from(chosen));
      const batches = [0, 1, 2, 3]
        .map((part) => places.filter(([, place]) => place === part).map(([pair]) => pair))
        .filter(({ length }) => length > 0)
        .map(batch);
      const whole = [batch(places.map(([pair]) => pair))];
      const [actual, expected] = await Promise.all(
        [batches, whole].map((made) =>
          numbersOf(() => gradientOf(config, parameters, made, objective, new Random(1))),
        ),
      );
      // Sources and targets have at most four words.
      const bound = tolerance("float64", roundings(parameters, 9 * places.length), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
    }),
    runs(20),
  );
});

test("nothing stays alive but the loss and the gradient", () => {
  const before = { ...reference.live };
  const batches = [[0], [1, 2], [3]].map((chosen) => batchOf(encoded, Int32Array.from(chosen)));
  const found = gradientOf(config, parameters, batches, plainObjective, new Random(1));
  const whole = gradientOf(config, parameters, batches.slice(0, 1), plainObjective, new Random(1));
  const made = reference.live.storages - before.storages;
  disposeTree(found);
  expect(reference.live.storages - before.storages).toBe(made / 2);
  disposeTree(whole);
  expect({ ...reference.live }).toEqual(before);
});
