/**
 * @file What a model is, apart from its weights: names of parts from the lists, and sizes. It is
 * plain data, as it stands in a model's file.
 */
import type { Attention } from "./attention/attention.js";
import { multiHead } from "./attention/multiHead.js";
import type { Score } from "./attention/score.js";
import { softAttention } from "./attention/softAttention.js";
import * as cells from "./cells.js";
import type { DecoderParts, DecoderSizes } from "./decoder/decoder.js";
import { readings, type Reading } from "./encoder.js";
import * as fixedContexts from "./fixedContexts.js";
import * as orders from "./orders.js";
import * as readouts from "./readouts.js";
import * as scores from "./scores.js";
import * as starts from "./starts.js";
import { UserError } from "./userError.js";
import * as windows from "./windows.js";

/** A name of each list. */
export type CellName = keyof typeof cells;
export type StartName = keyof typeof starts;
export type OrderName = keyof typeof orders;
export type ReadoutName = keyof typeof readouts;
export type WindowName = keyof typeof windows;
/** A score to look with, or a fixed context instead. */
export type AttentionName = keyof typeof scores | keyof typeof fixedContexts;

/** What an attention can be named after: every score, and every fixed context. */
export const attentions: Readonly<
  Record<AttentionName, Pick<Attention, "about" | "formula" | "from">>
> = Object.freeze(Object.assign({}, scores, fixedContexts));

/** The parts of a model, which are chosen one by one. */
export interface ModelParts {
  readonly cell: CellName;
  readonly layers: number;
  /** Whether a layer above the first adds what it reads to what it says. */
  readonly residual: boolean;
  /** From which side the encoder reads. */
  readonly reading: Reading;
  readonly start: StartName;
  readonly attention: AttentionName;
  readonly heads: number;
  readonly window: WindowName;
  /** D: how far a local window reaches to each side. */
  readonly reach: number;
  readonly coverage: boolean;
  readonly order: OrderName;
  readonly readout: ReadoutName;
  /** Whether the output's weight is the table of target embeddings. */
  readonly tied: boolean;
  /** Whether it may point at words of the source instead of saying its own. */
  readonly pointer: boolean;
}

export interface Seq2seqConfig extends ModelParts {
  /** E */
  readonly embedding: number;
  /** H: units of the decoder. */
  readonly hidden: number;
  /** H': units of each direction of the encoder. */
  readonly encoderHidden: number;
  /** A: width of the alignment model. */
  readonly alignment: number;
  /** The most words a source may have, for a score that has a weight for each place. */
  readonly longestSource: number;
  /** The longest target of the data: how long an answer may get goes by it. */
  readonly longestTarget: number;
  /** V of the source and of the target, special ids included. */
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
  /** For each source id that of the same token as a target; absent without a pointer. */
  readonly sourceInTarget?: readonly number[];
}

/** Bahdanau's model with a plain readout: what is not chosen. */
export const usualParts: ModelParts = {
  cell: "gru",
  layers: 1,
  residual: false,
  reading: "both",
  start: "backward",
  attention: "additive",
  heads: 1,
  window: "global",
  reach: 10,
  coverage: false,
  order: "bahdanau",
  readout: "linear",
  tied: false,
  pointer: false,
};

/** What is chosen about a new model; the data decide the rest. */
export interface ModelChoice
  extends
    Partial<ModelParts>,
    Pick<Seq2seqConfig, "embedding" | "hidden" | "alignment">,
    Partial<Pick<Seq2seqConfig, "encoderHidden" | "longestSource">> {}

/** What the data say about a model. */
export type DataSizes = Pick<
  Seq2seqConfig,
  "longestSource" | "longestTarget" | "sourceVocabulary" | "targetVocabulary" | "sourceInTarget"
>;

/**
 * A whole configuration: what is not chosen is usual among what goes with the rest. Each direction of
 * the encoder has H units; where the parts must have equally wide states, all directions together.
 */
export function completeConfig(choice: ModelChoice, data: DataSizes): Seq2seqConfig {
  const { reading, order, tied } = { ...usualParts, ...choice };
  const plain = tied ? "maxout" : usualParts.readout;
  const parts: ModelParts = {
    ...usualParts,
    start: reading === "forward" ? "bridge" : usualParts.start,
    readout: order === "bahdanau" ? plain : "attentional",
    ...choice,
  };
  const share = needsEqualWidths(parts) ? readings[reading].length : 1;
  return { encoderHidden: Math.ceil(choice.hidden / share), ...data, ...choice, ...parts };
}

/** M: how wide an encoder state is. */
export function statesWidth({
  encoderHidden,
  reading,
}: Pick<Seq2seqConfig, "encoderHidden" | "reading">): number {
  return readings[reading].length * encoderHidden;
}

/** Whether the parts must have encoder states as wide as the decoder's, M = H. */
export function needsEqualWidths({
  attention,
  heads,
  start,
}: Pick<Seq2seqConfig, "attention" | "heads" | "start">): boolean {
  const score = scoreNamed(attention);
  return comparesDirectly(score, heads) || starts[start].needs === "equal widths";
}

/** Whether a score multiplies encoder and decoder states as they are; heads would project them. */
function comparesDirectly(score: Score | undefined, heads: number): boolean {
  return score?.equalWidths === true && heads === 1;
}

/** The sizes that a model's decoder is made from. */
export function decoderSizes(config: Seq2seqConfig): DecoderSizes {
  const { hidden, tied, embedding } = config;
  return {
    ...config,
    query: hidden,
    states: statesWidth(config),
    units: config.encoderHidden,
    // The table of embeddings can be the output's weight only for features as wide as it is.
    features: tied ? embedding : hidden,
    vocabulary: config.targetVocabulary,
  };
}

/** The parts that a configuration names. Throws `UserError` where they do not go together. */
export function partsOf(config: Seq2seqConfig): DecoderParts {
  checkConfig(config);
  const { residual, tied, pointer } = config;
  return {
    cell: cells[config.cell],
    start: starts[config.start],
    attention: attentionOf(config),
    order: orders[config.order],
    readout: readouts[config.readout],
    residual,
    tied,
    pointer,
  };
}

function attentionOf({ attention, window, reach, coverage, heads }: Seq2seqConfig): Attention {
  const score = scoreNamed(attention);
  if (score === undefined) return fixedContexts[attention as keyof typeof fixedContexts];
  const soft = softAttention({ score, window: windows[window], reach, coverage });
  return heads === 1 ? soft : multiHead(soft, heads);
}

/** Whether a model of that name has one context for the whole source, and looks nowhere. */
export function isFixedContext(attention: AttentionName): boolean {
  return Object.hasOwn(fixedContexts, attention);
}

/** The score of that name; `undefined` for a fixed context. */
function scoreNamed(attention: AttentionName): Score | undefined {
  return isFixedContext(attention) ? undefined : scores[attention as keyof typeof scores];
}

/** What makes all directions of the encoder together as wide as the decoder. */
function narrower({ hidden, reading }: Seq2seqConfig): string {
  const { length } = readings[reading];
  return hidden % length === 0
    ? `give each direction of the encoder ${hidden / length} units, as it has where nothing is said`
    : `choose an even number of hidden units, such as ${hidden + 1}`;
}

/**
 * Throws `UserError` where the parts of a configuration do not go together. `file` is where it was
 * found, if it was in one.
 */
export function checkConfig(config: Seq2seqConfig, file?: string): void {
  const { attention, start, reading, order, readout, heads, window, coverage, tied, pointer } =
    config;
  const refuse = (problem: string, mend: string): never => {
    throw new UserError(problem, { mend, ...(file !== undefined && { file }) });
  };
  const M = statesWidth(config);
  const score = scoreNamed(attention);
  if (needsEqualWidths(config) && M !== config.hidden) {
    const who = comparesDirectly(score, heads) ? `the score ${attention}` : `the start ${start}`;
    refuse(
      `${who} needs encoder states as wide as the decoder's: they are ${M} and ${config.hidden} wide`,
      narrower(config),
    );
  }
  if (starts[start].needs === "a backward cell" && reading === "forward") {
    refuse(`the start ${start} needs an encoder that reads backwards`, "choose the start bridge");
  }
  if (score === undefined) {
    const extras = { window: window !== "global", heads: heads > 1, coverage, pointer };
    for (const [name, isAsked] of Object.entries(extras)) {
      if (isAsked) refuse(`${attention} has no attention to give ${name} to`, "choose a score");
    }
    if (attention === "cho" && order !== "bahdanau") {
      refuse("cho's context is part of what the cell reads", "choose the order bahdanau");
    }
  } else if (score.sees === "place") {
    const extras = { heads: heads > 1, coverage };
    for (const [name, isAsked] of Object.entries(extras)) {
      if (isAsked) {
        refuse(
          `the score ${attention} has no keys, which ${name} would change`,
          "choose another score",
        );
      }
    }
  }
  if (config.reach < 1) refuse("a window must reach at least 1 place", "choose a longer reach");
  if (M % heads !== 0) {
    refuse(`${heads} heads do not divide encoder states ${M} wide`, "choose a divisor");
  }
  const { sourceInTarget = [], sourceVocabulary, targetVocabulary } = config;
  const isKnown = (id: number): boolean => id < targetVocabulary;
  if (pointer && !(sourceInTarget.length === sourceVocabulary && sourceInTarget.every(isKnown))) {
    refuse("a pointer must know each source token as a target token", "create the model from data");
  }
  if (tied && readout === "linear") {
    refuse(
      "the readout linear makes features that are not as wide as an embedding",
      "choose maxout or attentional with tied embeddings",
    );
  }
}
