/**
 * @file The gradients of whole models against differences, in float64, through the unrolled loss: of
 * the usual model and each of its variations, for each weight matrix and bias; of every combination
 * of cell, order, attention and window, for all weights together. Always along random directions.
 */
import { loss, plainObjective, type Seq2seqConfig, type Seq2seqParameters } from "@heed/attention";
import { disposeTree, leavesOf, mapTree } from "@heed/autograd";
import { ops, reference, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivativeMiss, type Differentiable } from "../../support/differences.js";
import { rowMajor } from "../../support/layout.js";
import type { Input } from "../../support/operatorCase.js";
import { runs } from "../../support/runs.js";
import {
  batchOfSentences,
  combinations,
  configurations,
  drawParameters,
  sentences,
  type Sentence,
} from "./smallModels.js";

const at = { backend: reference, dtype: "float64" } as const;

/** Every weight of a model as an input to differentiate by. */
function inputsOf(p: Seq2seqParameters): Input[] {
  return leavesOf(p).map(({ operand: { shape, value } }) =>
    inputOf(Float64Array.from(value.dataSync()), shape),
  );
}

/**
 * How much shorter a step is that all weights take at once: with a thousand of them, each direction is
 * some thirty times as long as that of a single weight matrix.
 */
const stride = 1 / 32;

/** All weights of a model, one after the other, as a single input, in strides. */
function flatInputOf(p: Seq2seqParameters): Input {
  const values = leavesOf(p).flatMap(({ operand }) => Array.from(operand.value.dataSync()));
  return inputOf(
    Float64Array.from(values, (value) => value / stride),
    [values.length],
  );
}

function inputOf(values: Float64Array, shape: readonly number[]): Input {
  return { shape, domain: "real", values, layout: rowMajor(shape) };
}

/** The loss, with everything in it that can be. */
function lossOf(config: Seq2seqConfig, p: Seq2seqParameters, list: readonly Sentence[]): Operand {
  const objective = { ...plainObjective, labelSmoothing: 0.1, coverage: config.coverage ? 0.5 : 0 };
  return loss(config, p, batchOfSentences(list), objective);
}

/**
 * Where a model's derivative jumps: at equal sums of a maxout pair, at 0 of a relu, where a predicted
 * window's edge passes a word or coverage a weight, and, as good as, where a normalised layer's few
 * numbers are equal. A step may cross
 * such a place by chance, and then differences say nothing; a wrong derivative is found at any
 * point. So these models may move on, twice.
 */
function pointsToTry({ readout, start, window, coverage, cell }: Seq2seqConfig): number {
  const jumps =
    readout === "maxout" ||
    start === "bridge-relu" ||
    window === "local-p" ||
    coverage ||
    cell.startsWith("layer-norm");
  return jumps ? 3 : 1;
}

function missAnywhere(
  config: Seq2seqConfig,
  seed: number,
  missAt: (p: Seq2seqParameters, seed: number) => string | undefined,
): string | undefined {
  let miss: string | undefined;
  for (let point = 0; point < pointsToTry(config); point++) {
    const p = drawParameters(config, seed + point, at);
    miss = missAt(p, seed);
    disposeTree(p);
    if (miss === undefined) return undefined;
  }
  return miss;
}

describe("the gradient by each weight is what differences say", () => {
  for (const config of configurations) {
    test(config.title, () => {
      fc.assert(
        fc.property(sentences, fc.nat(), (list, seed) => {
          const miss = missAnywhere(config, seed, (p, n) => {
            const f: Differentiable = (weights) => {
              let i = 0;
              const q = mapTree(p, (): Operand => weights[i++]);
              return [lossOf(config, q, list.slice(0, 2))];
            };
            return derivativeMiss(f, inputsOf(p), n);
          });
          expect(miss).toBeUndefined();
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
          const miss = missAnywhere(config, seed, (p, n) => {
            const f: Differentiable = ([flat]) => {
              let start = 0;
              const weights = ops.mul(flat, stride);
              const q = mapTree(p, ({ shape, value: { size } }): Operand => {
                const part = ops.slice(weights, { axis: 0, start, end: start + size });
                start += size;
                return ops.reshape(part, { shape });
              });
              return [lossOf(config, q, list.slice(0, 2))];
            };
            return derivativeMiss(f, [flatInputOf(p)], n);
          });
          expect(miss).toBeUndefined();
        }),
        runs(1),
      );
    });
  }
});
