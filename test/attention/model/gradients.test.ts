/**
 * @file The gradients of whole models by `checkGradient`, in float64, through the unrolled loss: of
 * the usual model and each of its variations, for each weight matrix and bias; of every combination
 * of cell, order, attention and window, for all weights together.
 */
import { loss, plainObjective, type Seq2seqConfig, type Seq2seqParameters } from "@heed/attention";
import { checkGradient, leavesOf, mapTree } from "@heed/autograd";
import { ops, reference, scope, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batchOfSentences,
  combinations,
  configurations,
  drawParameters,
  type Sentence,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { sentences } from "./sentences.js";

const at = { backend: reference, dtype: "float64" } as const;

/** The loss, with everything in it that can be. */
function lossOf(config: Seq2seqConfig, p: Seq2seqParameters, list: readonly Sentence[]): Operand {
  const objective = { ...plainObjective, labelSmoothing: 0.1, coverage: config.coverage ? 0.5 : 0 };
  return loss(config, p, batchOfSentences(list.slice(0, 2)), objective);
}

describe("the gradient by each weight is what differences say", () => {
  for (const config of configurations) {
    test(config.title, () => {
      fc.assert(
        fc.property(sentences, fc.nat(), (list, seed) => {
          scope(() => {
            const f = (p: Seq2seqParameters): Operand => lossOf(config, p, list);
            const report = checkGradient(f, drawParameters(config, seed, at), { seed });
            expect(report.ok, String(report)).toBe(true);
          });
        }),
        runs(1),
      );
    });
  }
});

describe("the gradient by all weights is what differences say", () => {
  for (const config of combinations) {
    test(config.title, () => {
      fc.assert(
        fc.property(sentences, fc.nat(), (list, seed) => {
          scope(() => {
            const p = drawParameters(config, seed, at);
            const f = (flat: Operand): Operand =>
              lossOf(config, cut(flat, p), [shortened(list[0])]);
            const options = { seed, checks: ["differences"] } as const;
            const report = checkGradient(f, joined(p), options);
            expect(report.ok, String(report)).toBe(true);
          });
        }),
        runs(1),
      );
    });
  }
});

/** Three steps at most: a first, one between and a last. */
function shortened({ source, target }: Sentence): Sentence {
  return { source: source.slice(0, 3), target: target.slice(0, 2) };
}

/** All weights of a model, one after the other. */
function joined(p: Seq2seqParameters): Operand {
  return ops.concat(
    leavesOf(p).map(({ operand }) => ops.reshape(operand, { shape: [-1] })),
    { axis: 0 },
  );
}

/** Weights in a row as a tree of the form of `p`. */
function cut(flat: Operand, p: Seq2seqParameters): Seq2seqParameters {
  let start = 0;
  return mapTree(p, ({ shape, value: { size } }): Operand => {
    const part = ops.slice(flat, { axis: 0, start, end: start + size });
    start += size;
    return ops.reshape(part, { shape });
  });
}
