/**
 * @file Laws of decoding known targets: ways that must come to the same, and what training adds.
 */
import {
  decoderOf,
  forced,
  loss,
  lookAtOnce,
  orders,
  plainObjective,
  read,
  stepByStep,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, mapTree, valueAndGrad } from "@heed/autograd";
import { ones, ops, Random, reference, scope, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sequencePassage, stepPassage } from "../../../packages/attention/src/dropout.js";
import { idsOf } from "../../../packages/attention/src/seq2seq.js";
import {
  batchOfSentences,
  combinations,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "./numbersOf.js";
import { sentences } from "./sentences.js";

const at = { backend: reference, dtype: "float64" } as const;
const usual = configurations[0];
const covering = configurations.find(({ coverage }) => coverage) as Seq2seqConfig;

describe("looking with a whole target at once is looking step by step", () => {
  const looksLater = combinations.filter(
    ({ order, coverage }) => orders[order].looksLater && !coverage,
  );
  for (const config of looksLater) {
    test(config.title, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences(list);
          const by = (way: typeof stepByStep) =>
            numbersOf(() =>
              valueAndGrad((q: Seq2seqParameters) => {
                const decoder = decoderOf(config, q);
                const { state, memory } = read(config, q, batch.source);
                const { logits } = way(
                  decoder,
                  idsOf(batch.decoderInput, reference),
                  state,
                  memory,
                );
                return ops.sum(ops.logSumExp(logits));
              })(p),
            );
          const [atOnce, inSteps] = [await by(lookAtOnce), await by(stepByStep)];
          const steps = list.length * (batch.source.shape[1] + batch.decoderInput.shape[1]);
          const bound = tolerance(at.dtype, roundings(p, steps), inSteps);
          expect(disagreement(atOnce, inSteps, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(1),
      );
    });
  }
});

describe("a decoder that reads its own words", () => {
  /** The logits of a batch with coins that always fall on one side. */
  const logitsWith = (
    config: Seq2seqConfig,
    p: Seq2seqParameters,
    batch: ReturnType<typeof batchOfSentences>,
    truth: number,
    coin: "step" | "token",
  ): Operand => {
    const random = new Random(1);
    return forced(config, p, batch, { ownWords: { truth, coin, random } }).logits;
  };

  for (const config of configurations) {
    test(`hears what teacher forcing says if all coins fall on the truth: ${config.title}`, async () => {
      const p = drawParameters(config, 7, at);
      const batch = batchOfSentences([
        { source: [4, 5, 6], target: [5, 4] },
        { source: [5], target: [6, 6, 4] },
      ]);
      for (const coin of ["step", "token"] as const) {
        const own = await numbersOf(() => logitsWith(config, p, batch, 1, coin));
        const told = await numbersOf(() => forced(config, p, batch).logits);
        const bound = tolerance(at.dtype, roundings(p, 10), told);
        expect(disagreement(own, told, bound)).toBeUndefined();
      }
      disposeTree(p);
    });

    test(`says what it would say if told its own words: ${config.title}`, async () => {
      const p = drawParameters(config, 8, at);
      const batch = batchOfSentences([{ source: [4, 5, 6], target: [5, 4, 4, 6] }]);
      const [own, chosen] = scope(() => {
        const logits = logitsWith(config, p, batch, 0, "token");
        return [logits, ops.argmax(logits, { axes: [-1] })];
      });
      const said = Array.from((await chosen.value.data()).slice(0, 4));
      const [first] = batch.decoderInput.ids;
      const fed = { ...batch.decoderInput, ids: Int32Array.from([first, ...said]) };
      const told = await numbersOf(() => forced(config, p, { ...batch, decoderInput: fed }).logits);
      const actual = { "": await own.value.data() };
      const bound = tolerance(at.dtype, roundings(p, 10), told);
      expect(disagreement(actual, told, bound)).toBeUndefined();
      disposeTree([p, own, chosen]);
    });
  }
});

describe("dropout", () => {
  const dropout = (overTime: boolean) => ({ rate: 0.5, overTime, random: new Random(3) });
  const zeros = (x: Operand): boolean[] => Array.from(x.value.dataSync(), (value) => value === 0);

  test("drops the same numbers in every step of a sentence if it has one mask over time", () => {
    scope(() => {
      const step = stepPassage(dropout(true));
      const x = ones([3, 40], at);
      expect(zeros(step(x))).toEqual(zeros(step(x)));
      const sequence = sequencePassage(dropout(true));
      const [first, second] = ops.unstack(sequence(ones([3, 2, 40], at)), { axis: 1 });
      expect(zeros(first)).toEqual(zeros(second));
      // What passes in parts keeps its mask; another place has another.
      const rest = ops.squeeze(sequence(ones([3, 1, 40], at)), { axis: 1 });
      expect(zeros(rest)).toEqual(zeros(first));
      const other = sequencePassage({ ...dropout(true), random: new Random(4) });
      expect(zeros(other(ones([3, 1, 40], at)))).not.toEqual(zeros(first));
    });
  });

  test("drops others in every step if it has not", () => {
    scope(() => {
      const step = stepPassage(dropout(false));
      const x = ones([3, 40], at);
      expect(zeros(step(x))).not.toEqual(zeros(step(x)));
      const [first, second] = ops.unstack(sequencePassage(dropout(false))(ones([3, 2, 40], at)), {
        axis: 1,
      });
      expect(zeros(first)).not.toEqual(zeros(second));
    });
  });

  test("scales what is left so that the mean stays, and is absent when not training", () => {
    scope(() => {
      const passed = sequencePassage(dropout(false))(ones([4, 5, 50], at));
      const kept = Array.from(passed.value.dataSync());
      expect(new Set(kept)).toEqual(new Set([0, 2]));
      // 1,000 coins: six standard deviations of their mean.
      const mean = kept.reduce((sum, x) => sum + x, 0) / kept.length;
      expect(Math.abs(mean - 1)).toBeLessThan(6 / Math.sqrt(kept.length));
      const x = ones([2, 3], at);
      expect(stepPassage(undefined)(x)).toBe(x);
    });
  });

  for (const config of configurations) {
    test(`its loss is a function of the seed: ${config.title}`, async () => {
      const p = drawParameters(config, 5, at);
      const batch = batchOfSentences([{ source: [4, 5, 6], target: [5, 4] }]);
      const objective = { ...plainObjective, dropout: 0.5 };
      const lossOf = (seed: number) =>
        numbersOf(() => loss(config, p, batch, objective, new Random(seed)));
      expect(await lossOf(1)).toEqual(await lossOf(1));
      expect(await lossOf(1)).not.toEqual(await lossOf(2));
      disposeTree(p);
    });
  }
});

describe("the objective", () => {
  const batch = batchOfSentences([
    { source: [4, 5, 6], target: [5, 4] },
    { source: [5], target: [6] },
  ]);

  test("adds λ Σ min(a, cov) of the target's tokens to the cross-entropy", async () => {
    const p = drawParameters(covering, 2, at);
    const { weights } = await numbersOf(() => ({ weights: forced(covering, p, batch).weights }));
    const totals = await Promise.all(
      [0, 0.25].map((coverage) =>
        numbersOf(() => loss(covering, p, batch, { ...plainObjective, coverage })),
      ),
    );
    const [, T] = batch.decoderInput.shape;
    const [, S] = batch.source.shape;
    let [again, tokens] = [0, 0];
    batch.decoderTarget.lengths.forEach((length, b) => {
      const covered = new Float64Array(S);
      for (let t = 0; t < length; t++, tokens++) {
        for (let j = 0; j < S; j++) {
          const weight = weights[(b * T + t) * S + j];
          again += Math.min(weight, covered[j]);
          covered[j] += weight;
        }
      }
    });
    const [plain, covered] = totals.map((total) => Object.values(total)[0][0]);
    expect(again).toBeGreaterThan(0);
    expect(covered - plain).toBeCloseTo((0.25 * again) / tokens, 12);
    disposeTree(p);
  });

  test("refuses a coverage loss of a model without coverage, and coins without random numbers", () => {
    const p = drawParameters(usual, 2, at);
    scope(() => {
      const ask = (objective: object) => (): Operand =>
        loss(usual, p, batch, { ...plainObjective, ...objective });
      expect(ask({ coverage: 1 })).toThrow("a coverage loss needs a model with coverage");
      expect(ask({ dropout: 0.1 })).toThrow("masks and coins need random numbers");
      expect(ask({ truth: 0.5 })).toThrow("masks and coins need random numbers");
    });
    disposeTree(p);
  });

  test("smooths labels: the loss is that much nearer to the mean over the vocabulary", async () => {
    const p = drawParameters(usual, 2, at);
    const lossAt = async (labelSmoothing: number): Promise<number> => {
      const objective = { ...plainObjective, labelSmoothing };
      return Object.values(await numbersOf(() => loss(usual, p, batch, objective)))[0][0];
    };
    const [sharp, half, most] = [await lossAt(0), await lossAt(0.25), await lossAt(0.5)];
    expect(half).toBeCloseTo((sharp + most) / 2, 12);
    disposeTree(p);
  });
});

describe("residual layers", () => {
  test("that say nothing let the layer below speak", async () => {
    const config = configurations.find(({ residual }) => residual) as Seq2seqConfig;
    const single = { ...config, layers: 1 };
    const p = drawParameters(config, 3, at);
    // A second layer of zeros: its cell never leaves the state 0.
    const silence = <T>(layer: T): T => mapTree(layer, (x) => ops.mul(x, 0));
    const batch = batchOfSentences([{ source: [4, 5, 6], target: [5, 4] }]);
    const first = <T>(list: readonly T[]): T[] => list.slice(0, 1);
    const start = p.decoder.start as { layers: object[] };
    const quiet = await numbersOf(() => {
      const encoder = [p.encoder[0], silence(p.encoder[1])];
      const layers = [p.decoder.layers[0], silence(p.decoder.layers[1])];
      const begin = { layers: [start.layers[0], silence(start.layers[1])] };
      const decoder = { ...p.decoder, layers, start: begin };
      // s_0 of the top layer is what it looks with first: both must begin with zeros.
      const zeroed = { ...decoder, start: silence(begin) };
      return forced(config, { ...p, encoder, decoder: zeroed }, batch).logits;
    });
    const alone = await numbersOf(() => {
      const begin = { layers: first(silence(start.layers)) };
      const decoder = { ...p.decoder, layers: first(p.decoder.layers), start: begin };
      return forced(single, { ...p, encoder: first(p.encoder), decoder }, batch).logits;
    });
    const bound = tolerance(at.dtype, roundings(p, 10), alone);
    expect(disagreement(quiet, alone, bound)).toBeUndefined();
    disposeTree(p);
  });
});
