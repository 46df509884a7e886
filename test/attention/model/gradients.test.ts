/**
 * @file The gradients of whole models against differences, in float64: for each weight matrix and
 * bias, along a random direction of all its numbers.
 */
import { tokenLosses, type Seq2seqParameters } from "@heed/attention";
import { disposeTree, leavesOf, mapTree } from "@heed/autograd";
import { reference, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { derivativeMiss, type Differentiable } from "../../support/differences.js";
import { rowMajor } from "../../support/layout.js";
import type { Input } from "../../support/operatorCase.js";
import { runs } from "../../support/runs.js";
import { batchOfSentences, configurations, drawParameters, sentences } from "./smallModels.js";

const at = { backend: reference, dtype: "float64" } as const;

/** Every weight of a model as an input to differentiate by. */
function inputsOf(p: Seq2seqParameters): Input[] {
  return leavesOf(p).map(({ operand: { shape, value } }) => ({
    shape,
    domain: "real",
    values: Float64Array.from(value.dataSync()),
    layout: rowMajor(shape),
  }));
}

for (const config of configurations) {
  test(`the gradients of every token's loss are what differences say: ${config.title}`, () => {
    fc.assert(
      fc.property(sentences, fc.nat(), (list, seed) => {
        const p = drawParameters(config, seed, at);
        const batch = batchOfSentences(list.slice(0, 2));
        const losses: Differentiable = (weights) => {
          let i = 0;
          return [
            tokenLosses(
              config,
              mapTree(p, (): Operand => weights[i++]),
              batch,
            ),
          ];
        };
        expect(derivativeMiss(losses, inputsOf(p), seed)).toBeUndefined();
        disposeTree(p);
      }),
      runs(1),
    );
  });
}
