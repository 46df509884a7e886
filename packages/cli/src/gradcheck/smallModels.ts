/**
 * @file Small models and small batches: what gradients are checked on, and what the laws of whole
 * models are tried on. Which parts there are is told by the lists.
 */
import {
  attentions,
  batchOf,
  cells,
  checkConfig,
  completeConfig,
  IdSequences,
  initSeq2seq,
  isFixedContext,
  orders,
  readings,
  readouts,
  special,
  stableHash,
  starts,
  usualParts,
  UserError,
  windows,
  type Batch,
  type ModelParts,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { mapTree } from "@heed/autograd";
import { randn, Random, scope, type Backend, type DType } from "@heed/tensor";

/** Sizes that differ wherever the equations let them differ. */
export const sizes = {
  embedding: 3,
  hidden: 6,
  alignment: 2,
  longestSource: 5,
  longestTarget: 4,
  sourceVocabulary: 8,
  targetVocabulary: 7,
} as const;

/** Some source tokens are target tokens, too; the others are unknown there. */
const sourceInTarget = [0, 1, 2, 3, 5, 6, 3, 4];

/** What each part of a model may be: made from the lists. */
const choices: { readonly [Part in keyof ModelParts]: readonly ModelParts[Part][] } = {
  cell: namesOf(cells),
  layers: [1, 2],
  residual: [false, true],
  reading: namesOf(readings),
  start: namesOf(starts),
  attention: namesOf(attentions),
  heads: [1, 2],
  window: namesOf(windows),
  reach: [1],
  coverage: [false, true],
  order: namesOf(orders),
  readout: namesOf(readouts),
  tied: [false, true],
  pointer: [false, true],
};

function namesOf<T extends object>(list: T): (keyof T)[] {
  return Object.keys(list) as (keyof T)[];
}

/** A configuration and what it is called. */
export type TitledConfig = Seq2seqConfig & { readonly title: string };

/** The small model of these parts; `undefined` where the parts do not go together. */
function smallModel(parts: Partial<ModelParts>, title: string): TitledConfig | undefined {
  const { hidden, ...counts } = sizes;
  const data = { ...counts, ...(parts.pointer && { sourceInTarget }) };
  // Encoder states are as wide as the decoder's only where they must be.
  const choice = { ...usualParts, reach: 1, hidden, ...data, ...parts };
  const config = { ...completeConfig(choice, data), title };
  try {
    checkConfig(config);
    return config;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What a part must find in others to be tried at all. */
const companions: Partial<Record<keyof ModelParts, Partial<ModelParts>>> = {
  residual: { layers: 2 },
  tied: { readout: "maxout" },
  reading: { start: "bridge" },
};

/** The usual model with one part chosen. */
export interface Variation {
  readonly part: keyof ModelParts;
  readonly value: ModelParts[keyof ModelParts];
  readonly config: TitledConfig;
}

/** Every part as all that it may be: every name of every list. Several are the usual model. */
export const variations: readonly Variation[] = namesOf(choices).flatMap((part) =>
  choices[part].map((value) => {
    const parts = { ...companions[part], [part]: value };
    const title = Object.entries(parts)
      .map(([name, chosen]) => `${name} ${String(chosen)}`)
      .join(", ");
    const config = smallModel(parts, title);
    if (config === undefined) throw new Error(`the parts do not go together: ${title}`);
    return { part, value, config };
  }),
);

/** The models among the variations, each once. */
export const configurations: readonly TitledConfig[] = [
  ...new Map(
    variations.map(({ config }) => [JSON.stringify({ ...config, title: "" }), config] as const),
  ).values(),
];

/**
 * Every cell with every order, attention and window that the lists allow; all other parts drawn
 * anew for each, so that they meet each other, too. The draws are the same in every run.
 */
export const combinations: readonly TitledConfig[] = product(
  choices.cell,
  choices.order,
  choices.attention,
  choices.window,
).flatMap(([cell, order, attention, window]) => {
  const title = `${cell}, ${order}, ${attention}, ${window}`;
  const random = new Random(stableHash(title));
  const draw = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)];
  const isPossible =
    !isFixedContext(attention) ||
    (window === "global" && (order === "bahdanau" || attention === "sutskever"));
  for (let attempt = 0; isPossible && attempt < 200; attempt++) {
    const parts = {
      cell,
      order,
      attention,
      window,
      layers: draw(choices.layers),
      residual: draw(choices.residual),
      reading: draw(choices.reading),
      start: draw(choices.start),
      heads: draw(choices.heads),
      coverage: draw(choices.coverage),
      readout: draw(choices.readout),
      tied: draw(choices.tied),
      pointer: draw(choices.pointer),
    };
    const config = smallModel(parts, title);
    if (config !== undefined) return [config];
  }
  if (isPossible) throw new Error(`no model could be made of ${title}`);
  return [];
});

function product<A, B, C, D>(
  as: readonly A[],
  bs: readonly B[],
  cs: readonly C[],
  ds: readonly D[],
): [A, B, C, D][] {
  return as.flatMap((a) =>
    bs.flatMap((b) => cs.flatMap((c) => ds.map((d): [A, B, C, D] => [a, b, c, d]))),
  );
}

/** Random weights. Unlike first weights, no bias is 0, and gates are not half open. */
export function drawParameters(
  config: Seq2seqConfig,
  seed: number,
  { backend, dtype }: { readonly backend: Backend; readonly dtype: DType },
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
