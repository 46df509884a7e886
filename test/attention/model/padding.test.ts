/**
 * @file Padding invariance: a sentence gets in a padded batch what it gets alone, values and
 * gradients, and what stands under the padding changes nothing at all.
 */
import {
  isFixedContext,
  forced,
  special,
  tokenLosses,
  windows,
  type Batch,
  type PaddedIds,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, valueAndGrad, vjp } from "@heed/autograd";
import { ops, reference, scope, tensor } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batchOfSentences,
  combinations,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import {
  disagreement,
  numbersOf,
  readTree,
  roundings,
  tolerance,
  type Numbers,
} from "./numbersOf.js";
import { places } from "../../support/places.js";
import { sentences } from "./sentences.js";

const exact = { backend: reference, dtype: "float64" } as const;

/** Of each sentence of a batch: the losses of its tokens, and the gradients of their sum. */
async function shares(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  batch: Batch,
): Promise<Numbers[]> {
  const made = scope(() => {
    const { value, pullback } = vjp((q: Seq2seqParameters) => tokenLosses(config, q, batch))(p);
    const [B, longest] = value.shape;
    return Array.from(batch.decoderTarget.lengths, (T, row) => {
      // Padding has no losses, so that no gradient comes from there.
      const own = new Float64Array(B * longest).fill(1, row * longest, (row + 1) * longest);
      const losses = ops.slice(value, { axis: 0, start: row, end: row + 1 });
      return {
        value: ops.slice(losses, { axis: 1, start: 0, end: T }),
        gradient: pullback(tensor(own, { ...exact, shape: [B, longest] })),
      };
    });
  });
  const numbers = await Promise.all(made.map(readTree));
  disposeTree(made);
  return numbers;
}

/** The same rows with other ids where there was padding. */
function refilled({ ids, shape, lengths }: PaddedIds, id: number): PaddedIds {
  const [, columns] = shape;
  const filled = ids.map((old, i) => (i % columns < lengths[Math.floor(i / columns)] ? old : id));
  return { ids: filled, shape, lengths };
}

/** The summed losses of a batch and their gradients. */
function totals(config: Seq2seqConfig, p: Seq2seqParameters, batch: Batch): Promise<Numbers> {
  return numbersOf(() =>
    valueAndGrad((q: Seq2seqParameters) => ops.sum(tokenLosses(config, q, batch)))(p),
  );
}

const tried = [
  ...configurations.map((config) => ({ config, times: 3 })),
  ...combinations.map((config) => ({ config, times: 1 })),
];
for (const { config, times } of tried) {
  test(`a padded sentence has the losses and gradients that it has alone: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
        const p = drawParameters(config, seed, exact);
        const batch = batchOfSentences(list);
        const padded = await shares(config, p, batch);
        for (const [row, sentence] of list.entries()) {
          const single = batchOfSentences([sentence]);
          const [alone] = await shares(config, p, single);
          const steps = single.source.shape[1] + single.decoderInput.shape[1];
          const bound = tolerance(exact.dtype, roundings(p, steps), alone);
          expect(disagreement(padded[row], alone, bound)).toBeUndefined();
        }
        disposeTree(p);
      }),
      runs(times),
    );
  });
}

for (const config of configurations) {
  test(`a source without words gives finite losses and gradients: ${config.title}`, async () => {
    const p = drawParameters(config, 1, exact);
    const batch = batchOfSentences([
      { source: [], target: [4] },
      { source: [5, 6], target: [4] },
    ]);
    const found = Object.values(await totals(config, p, batch));
    expect(found.every((numbers) => Array.from(numbers).every(Number.isFinite))).toBe(true);
    disposeTree(p);
  });
}

describe.each(places)("on $name", (at) => {
  for (const config of configurations) {
    test(`what stands under the padding changes no bit: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences(list);
          const other: Batch = {
            ...batch,
            source: refilled(batch.source, special.unknown),
            decoderInput: refilled(batch.decoderInput, special.end),
          };
          expect(await totals(config, p, other)).toEqual(await totals(config, p, batch));
          disposeTree(p);
        }),
        runs(at.dtype === "float64" ? 3 : 1),
      );
    });
  }

  const looking = configurations.filter(({ attention }) => !isFixedContext(attention));
  for (const config of looking) {
    test(`attention weights are ≥ 0, sum to 1 over words, and are 0 on padding: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences([...list, { source: [], target: [] }]);
          const [, S] = batch.source.shape;
          const [, T] = batch.decoderInput.shape;
          const { weights } = await numbersOf(() => {
            const { weights } = forced(config, p, batch);
            return { weights };
          });
          batch.source.lengths.forEach((length, b) => {
            for (let t = 0; t < T; t++) {
              const row = Array.from(weights).slice((b * T + t) * S, (b * T + t + 1) * S);
              const words = row.slice(0, length);
              const total = words.reduce((sum, weight) => sum + weight, 0);
              const whole = words.length === 0 ? 0 : 1;
              const bound = tolerance(at.dtype, S);
              if (windows[config.window].sums === "to one") {
                expect(Math.abs(total - whole)).toBeLessThanOrEqual(bound);
              } else {
                expect(total).toBeLessThanOrEqual(whole + bound);
                if (words.length > 0) expect(total).toBeGreaterThan(0);
              }
              expect(words.every((weight) => weight >= 0)).toBe(true);
              expect(row.slice(words.length).every((weight) => weight === 0)).toBe(true);
            }
          });
          disposeTree(p);
        }),
        runs(at.dtype === "float64" ? 3 : 1),
      );
    });
  }
});
