import {
  forced,
  greedy,
  longestTarget,
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
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance, type Numbers } from "../model/numbersOf.js";
import {
  batchOfSentences,
  configurations,
  drawParameters,
  places,
  sentences,
} from "../model/smallModels.js";
import { forcedProbabilities } from "./forcedProbabilities.js";

const byStep = (rows: readonly Float32Array[]): Numbers => Object.fromEntries(rows.entries());

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
              const step = next(config, p, fed, state, memory);
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
          const sources = list.map(({ source }) => source);
          const found = await greedy(config, p, padIds(sources));
          const told = found.map(({ ids }, i) => ({ source: sources[i], target: ids }));
          const batch = batchOfSentences(told);
          const [B, T] = batch.decoderInput.shape;
          const { likeliest } = await numbersOf(() => ({
            likeliest: ops.argmax(forced(config, p, batch).logits, { axes: [-1] }),
          }));
          found.forEach(({ ids, ended }, b) => {
            const said = Array.from(likeliest).slice(b * T, b * T + ids.length + 1);
            expect(said.slice(0, -1)).toEqual(ids);
            expect(said.at(-1) === special.end).toBe(ended);
            if (!ended) expect(ids).toHaveLength(longestTarget(sources[b].length));
          });
          const expected = await forcedProbabilities(
            config,
            p,
            told.map((sentence, i) => ({ ...sentence, ended: found[i].ended })),
          );
          const actual = found.map(({ logProbability }) => logProbability);
          const uses = roundings(p, B * (batch.source.shape[1] + T));
          const bound = tolerance(at.dtype, uses, { expected });
          expect(disagreement({ actual }, { actual: expected }, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(isExact ? 5 : 1),
      );
    });

    test(`a batch is decoded as its sentences are one by one: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const sources = list.map(({ source }) => source);
          const together = await greedy(config, p, padIds(sources), { keepWeights: true });
          for (const [i, source] of sources.entries()) {
            const [alone] = await greedy(config, p, padIds([source]), { keepWeights: true });
            const { ids, ended, score, logProbability, weights } = together[i];
            expect([ids, ended]).toEqual([alone.ids, alone.ended]);
            expect(score).toBe(logProbability);
            const rows = config.attention === "none" ? 0 : ids.length + Number(ended);
            expect(weights.map((row) => row.length)).toEqual(Array(rows).fill(source.length));
            const bound = tolerance(at.dtype, roundings(p, source.length + ids.length + 1), {
              expected: [logProbability],
            });
            expect(Math.abs(logProbability - alone.logProbability)).toBeLessThanOrEqual(bound);
            // Weights come back as float32, from whatever they were computed in.
            const nearest = Math.max(bound, 2 ** -24);
            expect(disagreement(byStep(weights), byStep(alone.weights), nearest)).toBeUndefined();
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
