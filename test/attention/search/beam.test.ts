import {
  beamSearch,
  coveragePenalty,
  isFixedContext,
  greedy,
  lengthPenalty,
  padIds,
  special,
  UserError,
  type BeamOptions,
  type Seq2seqConfig,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  configurations,
  drawParameters,
  type TitledConfig,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, roundings, tolerance } from "../model/numbersOf.js";
import { places } from "../../support/places.js";
import { sentences } from "../model/sentences.js";
import { exact, numbersIn, searchOptions, sourcesOf, wordsOf } from "./searchCase.js";
import { allTargets, repeatsNgram, teacherForced } from "./teacherForced.js";

const options: fc.Arbitrary<BeamOptions> = fc
  .tuple(
    searchOptions,
    fc.record(
      {
        width: fc.integer({ min: 1, max: 5 }),
        alpha: fc.constantFrom(0, 0.6, 1),
        beta: fc.constantFrom(0, 0.2),
      },
      { requiredKeys: ["width"] },
    ),
  )
  .map(([shared, own]) => ({ ...shared, ...own }));

/** What a model can be asked: without attention, there is no coverage to ask for. */
function askable(config: Seq2seqConfig, { beta = 0, ...others }: BeamOptions): BeamOptions {
  return isFixedContext(config.attention) ? others : { beta, ...others };
}

/** The same model with fewer target tokens; what a pointer knows of the others is unknown to it. */
function withTargets(config: TitledConfig, targetVocabulary: number): TitledConfig {
  const { sourceInTarget } = config;
  const known = sourceInTarget?.map((id) => (id < targetVocabulary ? id : special.unknown));
  return { ...config, targetVocabulary, ...(known && { sourceInTarget: known }) };
}

describe.each(places)("on $name", (at) => {
  for (const config of configurations) {
    test(`a beam of one is greedy search: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), searchOptions, async (list, seed, asked) => {
          const p = drawParameters(config, seed, at);
          const source = padIds(sourcesOf(list));
          const shared = { ...asked, inspect: "weights" } as const;
          const found = await beamSearch(config, p, source, { width: 1, alpha: 0, ...shared });
          const expected = await greedy(config, p, source, shared);
          expect(wordsOf(found.flat())).toEqual(wordsOf(expected));
          // Rows of sentences that ended are left out of a beam, and kernels may sum in another
          // order when there are fewer rows.
          const bound = tolerance(at.dtype, roundings(p, 40), numbersIn(expected));
          expect(disagreement(numbersIn(found.flat()), numbersIn(expected), bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(at.dtype === "float64" ? 5 : 1),
      );
    });
  }
});

for (const config of configurations) {
  test(`a beam that holds every target finds the likeliest, and all others in order: ${config.title}`, async () => {
    const [V, maxLength] = [5, 3];
    const small = withTargets(config, V);
    await fc.assert(
      fc.asyncProperty(
        sentences,
        fc.nat(),
        fc.record({ alpha: fc.constantFrom(0, 0.6, 1), beta: fc.constantFrom(0, 0.2) }),
        fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
        async ([{ source }], seed, penalties, blockNgrams) => {
          const targets = allTargets(V, maxLength).filter(
            (ids) => blockNgrams === undefined || !repeatsNgram(ids, blockNgrams),
          );
          // Room for all, and at the last step for all that would be one token too long.
          const width = targets.length + V ** (maxLength + 1);
          const p = drawParameters(small, seed, exact);
          const { alpha, beta = 0, ...asked } = askable(small, { width, maxLength, ...penalties });
          const told = targets.map((target) => ({ source, target, ended: true }));
          const thoughts = await teacherForced(small, p, told);
          const enumerated = targets
            .map((ids, i) => {
              const { logProbability, weights } = thoughts[i];
              const fair = logProbability / lengthPenalty(ids.length + 1, alpha ?? 0.6);
              return { ids, score: fair + coveragePenalty(weights, beta) };
            })
            .filter(({ score }) => score > -Infinity)
            .sort((a, b) => b.score - a.score);
          const [found] = await beamSearch(small, p, padIds([source]), {
            ...asked,
            beta,
            ...(alpha !== undefined && { alpha }),
            ...(blockNgrams !== undefined && { blockNgrams }),
          });
          expect(found).toHaveLength(targets.length);
          expect(found.every(({ ended }) => ended)).toBe(true);
          // A window may leave words unseen for good, and a coverage penalty of −∞ knows no order.
          const ranked = found.filter(({ score }) => score > -Infinity);
          expect(ranked.map(({ ids }) => ids)).toEqual(enumerated.map(({ ids }) => ids));
          disposeTree(p);
        },
      ),
      runs(2),
    );
  });

  test(`n-best lists are sorted, without repeats, and as likely as under teacher forcing: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sentences, fc.nat(), options, async (list, seed, drawn) => {
        const p = drawParameters(config, seed, exact);
        const sources = sourcesOf(list);
        const asked = askable(config, drawn);
        const { alpha = 0.6, beta = 0, blockNgrams, width } = asked;
        const lists = await beamSearch(config, p, padIds(sources), asked);
        for (const [i, found] of lists.entries()) {
          expect(found).toHaveLength(Math.min(width, found.length));
          const scores = found.map(({ score }) => score);
          expect(scores).toEqual([...scores].sort((a, b) => b - a || 0));
          expect(new Set(found.map(({ ids }) => ids.join())).size).toBe(found.length);
          const told = found.map(({ ids, ended }) => ({ source: sources[i], target: ids, ended }));
          const thoughts = await teacherForced(config, p, told);
          const expected = {
            logProbabilities: thoughts.map(({ logProbability }) => logProbability),
            scores: thoughts.map(({ logProbability, steps, weights }) => {
              const fair = logProbability / lengthPenalty(steps.length, alpha);
              return Math.max(-1e9, fair + coveragePenalty(weights, beta));
            }),
          };
          const actual = {
            logProbabilities: found.map(({ logProbability }) => logProbability),
            scores: scores.map((score) => Math.max(-1e9, score)),
          };
          const bound = tolerance("float64", roundings(p, 40), {
            expected: expected.logProbabilities,
          });
          expect(disagreement(actual, expected, bound)).toBeUndefined();
          for (const { ids } of found) {
            if (blockNgrams) expect(repeatsNgram(ids, blockNgrams)).toBe(false);
          }
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
        const withWeights = { ...askable(config, asked), inspect: "weights" } as const;
        const together = await beamSearch(config, p, padIds(sources), withWeights);
        for (const [i, source] of sources.entries()) {
          const [alone] = await beamSearch(config, p, padIds([source]), withWeights);
          expect(wordsOf(together[i])).toEqual(wordsOf(alone));
          const ranked = [together[i], alone].map((found) =>
            numbersIn(found.filter(({ score }) => score > -Infinity)),
          );
          const bound = tolerance("float64", roundings(p, 40), ...ranked);
          expect(disagreement(ranked[0], ranked[1], bound)).toBeUndefined();
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
        await beamSearch(config, p, padIds(sourcesOf(list)), askable(config, asked));
        disposeTree(p);
      }
      expect({ ...reference.live }).toEqual(before);
    }),
    runs(2),
  );
});

test("a coverage penalty without attention is refused, and nothing stays behind", async () => {
  const before = { ...reference.live };
  for (const config of configurations) {
    if (!isFixedContext(config.attention)) continue;
    const p = drawParameters(config, 1, exact);
    const search = beamSearch(config, p, padIds([[4]]), { width: 2, beta: 0.1 });
    await expect(search).rejects.toThrow(UserError);
    disposeTree(p);
  }
  expect({ ...reference.live }).toEqual(before);
});
