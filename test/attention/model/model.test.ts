import { createModel, initSeq2seq, parameterCount, predictGreedy } from "@heed/attention";
import { disposeTree, leavesOf } from "@heed/autograd";
import { Random, reference, type Tensor } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { glorot, orthogonal } from "../../../packages/attention/src/initialization.js";
import { configurations } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { choice, newModel, pairs } from "../training/reversal.js";
import { readTree } from "./numbersOf.js";

const exact = { backend: reference, dtype: "float64" } as const;

test("a model has a row for every word, and as many parameters as the equations say", () => {
  const model = newModel(reference);
  const [E, H, A] = [choice.embedding, choice.hidden, choice.alignment];
  const V = model.sourceVocabulary.size;
  expect([V, model.targetVocabulary.size]).toEqual([8, 8]); // a, b, c, d and the special ones
  const gru = (inputs: number) => 3 * H * (inputs + H + 2);
  const encoder = 2 * gru(E);
  const attention = H * A + A + 2 * H * A + A;
  const decoder = H * H + H + attention + gru(E + 2 * H) + (E + 3 * H + 1) * V;
  expect(parameterCount(model)).toBe(2 * V * E + encoder + decoder);
  disposeTree(model.parameters);
});

test("the same seed gives a model the same weights, another seed others", async () => {
  const models = [1, 1, 2].map((seed) => newModel(reference, {}, seed));
  const [first, again, other] = await Promise.all(
    models.map(({ parameters }) => readTree(parameters)),
  );
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  for (const { parameters } of models) disposeTree(parameters);
});

test("making a model and freeing its parameters leaves no storage behind", () => {
  const before = { ...reference.live };
  for (const config of configurations) {
    disposeTree(initSeq2seq(config, { ...exact, random: new Random(1) }));
    disposeTree(initSeq2seq(config, exact));
  }
  expect({ ...reference.live }).toEqual(before);
});

test("first weights without random numbers have the shapes of those with them", () => {
  for (const config of configurations) {
    const [drawn, blank] = [{ ...exact, random: new Random(1) }, exact].map((init) =>
      initSeq2seq(config, init),
    );
    const shapes = (tree: unknown) =>
      leavesOf(tree).map(({ path, operand }) => [path, operand.shape]);
    expect(shapes(blank)).toEqual(shapes(drawn));
    disposeTree([drawn, blank]);
  }
});

test("the blocks of an orthogonal weight have rows of length 1 at right angles", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      (size, blocks, seed) => {
        const weight = orthogonal(size, blocks, { ...exact, random: new Random(seed) });
        const rows = weight.toArray() as number[][];
        weight.dispose();
        for (let block = 0; block < blocks; block++) {
          const part = rows.map((row) => row.slice(block * size, (block + 1) * size));
          part.forEach((a, i) =>
            part.forEach((b, j) => {
              const product = a.reduce((total, x, k) => total + x * b[k], 0);
              // Gram–Schmidt loses as many digits as the draws are near dependent: seldom four.
              expect(Math.abs(product - Number(i === j))).toBeLessThanOrEqual(2 ** -33);
            }),
          );
        }
      },
    ),
    runs(30),
  );
});

test("Glorot's draws keep to ±√(6 / (inputs + outputs)), and come near it on both sides", () => {
  const weight: Tensor = glorot(20, 30, { ...exact, random: new Random(1) });
  const bound = Math.sqrt(6 / 50);
  const drawn = Array.from(weight.dataSync());
  weight.dispose();
  expect(Math.max(...drawn)).toBeLessThanOrEqual(bound);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-bound);
  expect(Math.max(...drawn)).toBeGreaterThan(0.95 * bound);
  expect(Math.min(...drawn)).toBeLessThan(-0.95 * bound);
});

test("an answer's text is its tokens as the target's tokenizer joins them", async () => {
  const tokens = { source: "chars", target: "words" } as const;
  const model = createModel(choice, pairs, tokens, { backend: reference, random: new Random(3) });
  const answers = await predictGreedy(model, [["a"], ["b", "c"], ["never seen"]]);
  for (const { ids, tokens, text } of answers) {
    expect(tokens).toEqual(model.targetVocabulary.decode(ids));
    expect(text).toBe(tokens.join(" "));
  }
  disposeTree(model.parameters);
});
