/**
 * @file A model of fused operators (gates of a GRU or an LSTM, additive score, cross-entropy) equals
 * the same model of the operators that those are composed of: values and gradients, on every backend.
 */
import {
  cells,
  completeConfig,
  Decoder,
  encode,
  linear,
  partsOf,
  softAttention,
  special,
  teacherForcing,
  tokenLosses,
  usualParts,
  windows,
  type Attention,
  type Batch,
  type Cell,
  type PaddedIds,
  type Score,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, valueAndGrad } from "@heed/autograd";
import {
  compose,
  operators,
  ops,
  tensor,
  type AnyOperator,
  type Attributes,
  type Backend,
  type Operand,
} from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  additive,
  type AdditiveParameters,
} from "../../../packages/attention/src/attention/scores/additive.js";
import {
  concat,
  type ConcatParameters,
} from "../../../packages/attention/src/attention/scores/concat.js";
import { memoryOf } from "../../../packages/attention/src/cells/lstm.js";
import { idsOf } from "../../../packages/attention/src/seq2seq.js";
import {
  batchOfSentences,
  drawParameters,
  sizes,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { places } from "../../support/places.js";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "./numbersOf.js";
import { sentences } from "./sentences.js";

/** An operator's results, computed as what it is composed of. */
function composed(operator: unknown, inputs: Operand[], attributes: Attributes = {}): Operand[] {
  return compose(operator as AnyOperator, inputs, attributes, ops);
}

const composedCells = {
  gru: {
    ...cells.gru,
    step: (p, projected, { h }) => {
      const [next] = composed(operators.gruGates, [projected, linear(p.recurrent, h), h]);
      return { h: next };
    },
  },
  lstm: {
    ...cells.lstm,
    step: (p, projected, state) => {
      const u = linear(p.recurrent, state.h);
      const [h, c] = composed(operators.lstmGates, [projected, u, memoryOf(state)]);
      return { h, c };
    },
  },
} satisfies Record<string, Cell>;

/** vᵀ tanh(q + k), composed. */
function energies(queries: Operand, keys: Operand, v: Operand): Operand {
  return composed(operators.additiveScore, [queries, keys, v])[0];
}

const composedScores = {
  additive: {
    ...additive,
    score: (p: AdditiveParameters, queries, keys) =>
      energies(linear(p.query, queries), keys, p.energy),
  },
  concat: {
    ...concat,
    score: (p: ConcatParameters, queries, keys) => {
      const weight = ops.slice(p.weight, { axis: 0, start: 0, end: queries.shape[2] });
      return energies(ops.matmul(queries, weight), keys, p.energy);
    },
  },
} satisfies { additive: Score<AdditiveParameters>; concat: Score<ConcatParameters> };

type CellName = keyof typeof composedCells;
type ScoreName = keyof typeof composedScores;

interface FusedConfig extends Seq2seqConfig {
  readonly cell: CellName;
  readonly attention: ScoreName;
}

/** Every one of these cells with every one of these scores, looking step by step and all at once. */
const configurations: readonly FusedConfig[] = namesOf(composedCells).flatMap((cell) =>
  namesOf(composedScores).flatMap((attention) =>
    (["bahdanau", "luong"] as const).map((order) => {
      const parts = { ...usualParts, ...sizes, cell, attention, order };
      return { ...completeConfig(parts, sizes), cell, attention };
    }),
  ),
);

function namesOf<T extends object>(list: T): (keyof T)[] {
  return Object.keys(list) as (keyof T)[];
}

/** The losses of a batch, by the same parts as the model's but for the composed ones. */
function composedLosses(config: FusedConfig, p: Seq2seqParameters, batch: Batch): Operand {
  const { source, decoderInput, decoderTarget } = batch;
  const { sourceEmbedding: table } = p;
  const { backend } = table.value;
  const parts = {
    ...partsOf(config),
    cell: composedCells[config.cell],
    attention: softAttention<object, object>({
      score: composedScores[config.attention],
      window: windows.global,
      reach: 1,
      coverage: false,
    }) as Attention,
  };
  const encoding = encode(parts, p.encoder, {
    words: { table, ids: idsOf(source, backend) },
    mask: maskOf(source, backend),
    lengths: tensor([...source.lengths], {
      backend,
      dtype: table.dtype,
      shape: [source.lengths.length, 1, 1],
    }),
  });
  const decoder = new Decoder(parts, p.decoder, p.targetEmbedding);
  const memory = { attention: parts.attention.prepare(p.decoder.attention, encoding) };
  const ids = idsOf(decoderInput, backend);
  const { logits } = teacherForcing(decoder, ids, decoder.begin(encoding), memory);
  const targets = idsOf(decoderTarget, backend);
  return composed(operators.crossEntropy, [logits, targets], { ignoreIndex: special.padding })[0];
}

/** 1 at words, 0 at padding. */
function maskOf(source: PaddedIds, backend: Backend): Operand {
  const { ids, shape, lengths } = source;
  const isWord = ids.map((_, i) => Number(i % shape[1] < lengths[Math.floor(i / shape[1])]));
  return idsOf({ ...source, ids: isWord }, backend);
}

describe.each(places)("on $name", (at) => {
  test.each(configurations)(
    "fused operators change neither losses nor gradients: $cell, $attention, $order",
    async (config) => {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
          const p = drawParameters(config, seed, at);
          const batch = batchOfSentences(list);
          const totals = (losses: (q: Seq2seqParameters) => Operand) =>
            numbersOf(() => valueAndGrad((q: Seq2seqParameters) => ops.sum(losses(q)))(p));
          const fused = await totals((q) => tokenLosses(config, q, batch));
          const plain = await totals((q) => composedLosses(config, q, batch));
          const steps = list.length * (batch.source.shape[1] + batch.decoderInput.shape[1]);
          const bound = tolerance(at.dtype, roundings(p, steps), plain);
          expect(disagreement(fused, plain, bound)).toBeUndefined();
          disposeTree(p);
        }),
        runs(at.dtype === "float64" ? 4 : 1),
      );
    },
  );
});
