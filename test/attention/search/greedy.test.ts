import {
  decoderOf,
  isFixedContext,
  forced,
  greedy,
  answerLimit,
  next,
  padIds,
  read,
  special,
  type DecoderState,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { ops, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batchOfSentences,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "../model/numbersOf.js";
import { places } from "../../support/places.js";
import { sentences } from "../model/sentences.js";
import { numbersIn, searchOptions, sourcesOf, wordsOf } from "./searchCase.js";
import { repeatsNgram, sayable, teacherForced } from "./teacherForced.js";

describe.each(places)("on $name", (at) => {
  const isExact = at.dtype === "float64";

  for (const config of configurations) {
    test(`step by step, all log-probabilities are those of teacher forcing: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences(list);
          const { ids, shape } = batch.decoderInput;
          const [B, T] = shape;
          const forcedSteps = await numbersOf(() => ({
            steps: ops.logSoftmax(forced(config, p, batch).logits),
          }));
          const freeSteps = await numbersOf(() => {
            const { memory, ...start } = read(config, p, batch.source);
            let state: DecoderState = start.state;
            const steps: Operand[] = [];
            for (let t = 0; t < T; t++) {
              const previous = Array.from({ length: B }, (_, b) => ids[b * T + t]);
              const { backend } = at;
              const fed = tensor(previous, { backend, dtype: "int32" });
              const step = next(decoderOf(config, p), fed, state, memory);
              steps.push(step.logProbabilities);
              state = step.state;
            }
            return { steps: ops.stack(steps, { axis: 1 }) };
          });
          const uses = B * (batch.source.shape[1] + T);
          const bound = tolerance(at.dtype, roundings(p, uses), forcedSteps);
          expect(disagreement(freeSteps, forcedSteps, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(isExact ? 5 : 1),
      );
    });

    test(`greedy search says the likeliest token until that is the end: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const sources = sourcesOf(list);
          const found = await greedy(config, p, padIds(sources));
          const told = found.map(({ ids, ended }, i) => {
            return { source: sources[i], target: ids, ended };
          });
          const thoughts = await teacherForced(config, p, told);
          thoughts.forEach(({ steps }, b) => {
            const tokens = sayable(config.targetVocabulary);
            const said = steps.map((step) =>
              tokens.reduce((best, token) => (step[token] > step[best] ? token : best)),
            );
            const { ids, ended } = found[b];
            expect(said).toEqual(ended ? [...ids, special.end] : ids);
            if (!ended) expect(ids).toHaveLength(answerLimit(config, sources[b].length));
          });
          const expected = thoughts.map(({ logProbability }) => logProbability);
          const actual = found.map(({ logProbability }) => logProbability);
          const steps = sources.reduce((sum, { length }) => sum + 3 * length + 11, 0);
          const bound = tolerance(at.dtype, roundings(p, steps), { expected });
          expect(disagreement({ actual }, { actual: expected }, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(isExact ? 5 : 1),
      );
    });

    test(`a batch is decoded as its sentences are one by one: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), searchOptions, async (list, seed, asked) => {
          const p = drawParameters(config, seed, at);
          const sources = sourcesOf(list);
          const options = { ...asked, inspect: "weights" } as const;
          const together = await greedy(config, p, padIds(sources), options);
          for (const [i, source] of sources.entries()) {
            const alone = await greedy(config, p, padIds([source]), options);
            expect(wordsOf([together[i]])).toEqual(wordsOf(alone));
            const { ids, ended, score, logProbability, weights } = together[i];
            expect(score).toBe(logProbability);
            const hasWeights = !isFixedContext(config.attention);
            const rows = hasWeights ? ids.length + Number(ended) : 0;
            expect(weights.map((row) => row.length)).toEqual(Array(rows).fill(source.length));
            const steps = source.length + ids.length + 1;
            const bound = tolerance(at.dtype, roundings(p, steps), numbersIn(alone));
            expect(disagreement(numbersIn([together[i]]), numbersIn(alone), bound)).toBeUndefined();
            if (asked.blockNgrams) expect(repeatsNgram(ids, asked.blockNgrams)).toBe(false);
          }
          disposeTree(p);
        }),
        runs(isExact ? 4 : 1),
      );
    });
  }

  test("greedy search keeps to the longest length, and leaves no storage behind", async () => {
    const { live } = at.backend;
    const before = { ...live };
    for (const config of configurations) {
      const p = drawParameters(config, 3, at);
      for (const maxLength of [0, 1, 4]) {
        const [found] = await greedy(config, p, padIds([[4, 5, 6]]), { maxLength });
        expect(found.ids.length).toBeLessThanOrEqual(maxLength);
        expect(found.weights).toEqual([]);
      }
      disposeTree(p);
    }
    expect({ ...live }).toEqual(before);
  });
});
