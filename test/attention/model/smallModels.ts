/**
 * @file Small models and small batches at random: what the laws of whole models are tried on.
 */
import {
  attentions,
  batchOf,
  cells,
  initSeq2seq,
  special,
  type AttentionName,
  type Batch,
  type CellName,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { mapTree } from "@heed/autograd";
import { isFloat, randn, Random, scope, type Backend, type DType } from "@heed/tensor";
import fc from "fast-check";
import { IdSequences } from "../../../packages/attention/src/data/encodedPairs.js";
import { backends } from "../../support/backends.js";

/** Where a model's numbers live, and of which type they are. */
export interface Place {
  readonly name: string;
  readonly backend: Backend;
  readonly dtype: DType;
}

/** Every backend with every float type that it can hold. */
export const places: readonly Place[] = backends.flatMap((backend) =>
  backend.dtypes
    .filter(isFloat)
    .map((dtype) => ({ name: `${backend.name} ${dtype}`, backend, dtype })),
);

/** Sizes that differ wherever the equations let them differ. */
export const sizes = {
  embedding: 3,
  hidden: 4,
  alignment: 2,
  sourceVocabulary: 8,
  targetVocabulary: 7,
} as const;

/** Every cell with every attention, with one layer and with two: made from the lists. */
export const configurations: readonly (Seq2seqConfig & { readonly title: string })[] = Object.keys(
  cells,
).flatMap((cell) =>
  Object.keys(attentions).flatMap((attention) =>
    [1, 2].map((layers) => ({
      ...sizes,
      cell: cell as CellName,
      attention: attention as AttentionName,
      layers,
      title: `${cell}, attention ${attention}, layers ${layers}`,
    })),
  ),
);

/** Random weights. Unlike first weights, no bias is 0, and gates are not half open. */
export function drawParameters(
  config: Seq2seqConfig,
  seed: number,
  { backend, dtype }: Omit<Place, "name">,
): Seq2seqParameters {
  const random = new Random(seed);
  return scope(() =>
    mapTree(initSeq2seq(config, { backend, dtype }), ({ shape }) =>
      randn(shape, random, { backend, dtype, deviation: 0.7 }),
    ),
  );
}

/** Ids of a source, and of a target without start and end. */
export interface Sentence {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

function ids(vocabulary: number, minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  const id = fc.integer({ min: special.unknown, max: vocabulary - 1 });
  return fc.array(id, { minLength, maxLength, size: "max" });
}

/** A few sentences, seldom of one length. */
export const sentences: fc.Arbitrary<Sentence[]> = fc.array(
  fc.record({
    source: ids(sizes.sourceVocabulary, 1, 5),
    target: ids(sizes.targetVocabulary, 0, 4),
  }),
  { minLength: 1, maxLength: 3, size: "max" },
);

/** The batch of all these sentences, in their order. */
export function batchOfSentences(list: readonly Sentence[]): Batch {
  const encoded = {
    sources: new IdSequences(list.map(({ source }) => source)),
    targets: new IdSequences(list.map(({ target }) => [special.start, ...target, special.end])),
  };
  return batchOf(
    encoded,
    Int32Array.from(list, (_, i) => i),
  );
}
