/**
 * @file A model of fused operators (GRU gates, additive score, cross-entropy) equals the same model
 * of the operators that those are composed of: values and gradients, on every backend.
 */
import {
  cells,
  encode,
  linear,
  startState,
  teacherForcing,
  tokenLosses,
  type Attention,
  type Batch,
  type Cell,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, valueAndGrad } from "@heed/autograd";
import {
  compose,
  operators,
  ops,
  type AnyOperator,
  type Attributes,
  type Operand,
} from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { additive } from "../../../packages/attention/src/attention/additive.js";
import { softAttention } from "../../../packages/attention/src/attention/softAttention.js";
import { idsOf } from "../../../packages/attention/src/seq2seq.js";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "./numbersOf.js";
import {
  batchOfSentences,
  configurations,
  drawParameters,
  places,
  sentences,
} from "./smallModels.js";

/** An operator's result, computed as what it is composed of. */
function composed(operator: unknown, inputs: Operand[], attributes: Attributes = {}): Operand {
  return compose(operator as AnyOperator, inputs, attributes, ops)[0];
}

const gru: Cell = {
  ...cells.gru,
  step: (p, projected, state) =>
    composed(operators.gruGates, [projected, linear(p.recurrent, state), state]),
};

const attention = softAttention({
  ...additive,
  score: (p, state, { keys }) => {
    if (keys === undefined) throw new TypeError("the memory must be prepared");
    return composed(operators.additiveScore, [linear(p.query, state), keys, p.energy]);
  },
}) as Attention;

function composedLosses(p: Seq2seqParameters, { source, decoderInput, decoderTarget }: Batch) {
  const { backend } = p.sourceEmbedding.value;
  const [, S] = source.shape;
  const isWord = source.ids.map((_, i) => Number(i % S < source.lengths[Math.floor(i / S)]));
  const mask = idsOf({ ...source, ids: isWord }, backend);
  const words = { table: p.sourceEmbedding, ids: idsOf(source, backend) };
  const encoding = encode(gru, p.encoder, words, mask);
  const { logits } = teacherForcing(
    { cell: gru, attention },
    p.decoder,
    { table: p.targetEmbedding, ids: idsOf(decoderInput, backend) },
    startState(p.decoder, encoding),
    attention.prepare(p.decoder.attention, encoding, mask),
  );
  const targets = idsOf(decoderTarget, backend);
  return composed(operators.crossEntropy, [logits, targets], { ignoreIndex: 0 });
}

describe.each(places)("on $name", (at) => {
  const isFused = ({ cell, attention }: Seq2seqConfig): boolean =>
    cell === "gru" && attention === "additive";
  for (const config of configurations.filter(isFused)) {
    test(`fused operators change neither losses nor gradients: ${config.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences(list);
          const totals = (losses: (q: Seq2seqParameters) => Operand) =>
            numbersOf(() => valueAndGrad((q: Seq2seqParameters) => ops.sum(losses(q)))(p));
          const fused = await totals((q) => tokenLosses(config, q, batch));
          const plain = await totals((q) => composedLosses(q, batch));
          const steps = list.length * (batch.source.shape[1] + batch.decoderInput.shape[1]);
          const bound = tolerance(at.dtype, roundings(p, steps), plain);
          expect(disagreement(fused, plain, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(at.dtype === "float64" ? 4 : 1),
      );
    });
  }
});
