import {
  beamSearch,
  greedy,
  lengthPenalty,
  padIds,
  special,
  type BeamOptions,
  type Hypothesis,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { disagreement, roundings, tolerance, type Numbers } from "../model/numbersOf.js";
import {
  configurations,
  drawParameters,
  places,
  sentences,
  type Sentence,
} from "../model/smallModels.js";
import { forcedProbabilities } from "./forcedProbabilities.js";

const exact = { backend: reference, dtype: "float64" } as const;

const options: fc.Arbitrary<BeamOptions> = fc.record(
  {
    width: fc.integer({ min: 1, max: 5 }),
    alpha: fc.constantFrom(0, 0.6, 1),
    maxLength: fc.nat({ max: 6 }),
  },
  { requiredKeys: ["width"] },
);

const sourcesOf = (list: readonly Sentence[]) => list.map(({ source }) => source);

/** Every target of at most `length` of the tokens that are not the end. */
function allTargets(V: number, length: number): number[][] {
  if (length === 0) return [[]];
  const tokens = Array.from({ length: V }, (_, id) => id).filter((id) => id !== special.end);
  const shorter = allTargets(V, length - 1);
  const longest = shorter.filter((ids) => ids.length === length - 1);
  return [...shorter, ...longest.flatMap((ids) => tokens.map((token) => [...ids, token]))];
}

function wordsOf(found: readonly Hypothesis[]): unknown {
  return found.map(({ ids, ended, weights }) => ({ ids, ended, rows: weights.length }));
}

function numbersIn(found: readonly Hypothesis[]): Numbers {
  return Object.fromEntries(
    found.flatMap(({ logProbability, score, weights }, n) => [
      [`${n}`, [logProbability, score]],
      ...weights.map((row, t) => [`${n}.${t}`, row]),
    ]) as [string, ArrayLike<number>][],
  );
}

describe.each(places)("on $name", (at) => {
  for (const config of configurations) {
    test(`a beam of one is greedy search: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          sentences,
          fc.nat(),
          fc.option(fc.nat({ max: 6 })),
          async (list, seed, longest) => {
            const p = drawParameters(config, seed, at);
            const source = padIds(sourcesOf(list));
            const shared = { keepWeights: true, ...(longest !== null && { maxLength: longest }) };
            const found = await beamSearch(config, p, source, { width: 1, alpha: 0, ...shared });
            const expected = await greedy(config, p, source, shared);
            expect(wordsOf(found.flat())).toEqual(wordsOf(expected));
            // Rows of sentences that ended are left out of a beam, and kernels may sum in another
            // order when there are fewer rows.
            const bound = tolerance(at.dtype, roundings(p, 40), numbersIn(expected));
            expect(
              disagreement(numbersIn(found.flat()), numbersIn(expected), bound),
            ).toBeUndefined();
            disposeTree(p);
          },
        ),
        runs(at.dtype === "float64" ? 5 : 1),
      );
    });
  }
});

for (const config of configurations) {
  test(`a beam that holds every target finds the likeliest, and all others in order: ${config.title}`, async () => {
    const [V, maxLength] = [4, 3];
    const small = { ...config, targetVocabulary: V };
    const targets = allTargets(V, maxLength);
    // Room for all, and at the last step for all that would be one token too long.
    const width = targets.length + V ** (maxLength + 1);
    await fc.assert(
      fc.asyncProperty(
        sentences,
        fc.nat(),
        fc.constantFrom(0, 0.6, 1),
        async ([{ source }], seed, alpha) => {
          const p = drawParameters(small, seed, exact);
          const told = targets.map((target) => ({ source, target, ended: true }));
          const probabilities = await forcedProbabilities(small, p, told);
          const enumerated = targets
            .map((ids, i) => ({
              ids,
              score: probabilities[i] / lengthPenalty(ids.length + 1, alpha),
            }))
            .sort((a, b) => b.score - a.score);
          const [found] = await beamSearch(small, p, padIds([source]), { width, alpha, maxLength });
          expect(found.map(({ ids }) => ids)).toEqual(enumerated.map(({ ids }) => ids));
          expect(found.every(({ ended }) => ended)).toBe(true);
          disposeTree(p);
        },
      ),
      runs(2),
    );
  });

  test(`n-best lists are sorted, without repeats, and as likely as under teacher forcing: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sentences, fc.nat(), options, async (list, seed, asked) => {
        const p = drawParameters(config, seed, exact);
        const sources = sourcesOf(list);
        const lists = await beamSearch(config, p, padIds(sources), asked);
        for (const [i, found] of lists.entries()) {
          expect(found).toHaveLength(Math.min(asked.width, found.length));
          const scores = found.map(({ score }) => score);
          expect(scores).toEqual([...scores].sort((a, b) => b - a));
          expect(new Set(found.map(({ ids }) => ids.join())).size).toBe(found.length);
          expect(scores).toEqual(
            found.map(
              ({ ids, ended, logProbability }) =>
                logProbability / lengthPenalty(ids.length + Number(ended), asked.alpha ?? 0.6),
            ),
          );
          const told = found.map(({ ids, ended }) => ({ source: sources[i], target: ids, ended }));
          const expected = await forcedProbabilities(config, p, told);
          const actual = found.map(({ logProbability }) => logProbability);
          const bound = tolerance("float64", roundings(p, 40), { expected });
          expect(disagreement({ actual }, { actual: expected }, bound)).toBeUndefined();
        }
        disposeTree(p);
      }),
      runs(4),
    );
  });

  test(`a batch is searched as its sentences are one by one: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sentences, fc.nat(), options, async (list, seed, asked) => {
        const p = drawParameters(config, seed, exact);
        const sources = sourcesOf(list);
        const withWeights = { ...asked, keepWeights: true };
        const together = await beamSearch(config, p, padIds(sources), withWeights);
        for (const [i, source] of sources.entries()) {
          const [alone] = await beamSearch(config, p, padIds([source]), withWeights);
          expect(wordsOf(together[i])).toEqual(wordsOf(alone));
          // Weights come back as float32, from whatever they were computed in.
          const bound = Math.max(
            2 ** -24,
            tolerance("float64", roundings(p, 40), numbersIn(alone)),
          );
          expect(disagreement(numbersIn(together[i]), numbersIn(alone), bound)).toBeUndefined();
        }
        disposeTree(p);
      }),
      runs(4),
    );
  });
}

test("beam search leaves no storage behind", async () => {
  const before = { ...reference.live };
  await fc.assert(
    fc.asyncProperty(sentences, fc.nat(), options, async (list, seed, asked) => {
      for (const config of configurations) {
        const p = drawParameters(config, seed, exact);
        await beamSearch(config, p, padIds(sourcesOf(list)), asked);
        disposeTree(p);
      }
      expect({ ...reference.live }).toEqual(before);
    }),
    runs(2),
  );
});
