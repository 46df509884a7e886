/**
 * @file The options that say what a model is made of: how they are typed, what may stand in a run's
 * record, and what they choose. Every list of parts is an option.
 */
import {
  attentions,
  cells,
  configEntries,
  orders,
  readings,
  readouts,
  starts,
  usualParts,
  windows,
  type AttentionName,
  type ModelChoice,
  type ModelParts,
} from "@heed/attention";
import { Option, type Command } from "commander";
import * as v from "valibot";
import { oneOf, wholeNumber } from "../arguments/parsers.js";
import { listedOption } from "../arguments/shared.js";

type Sizes = Pick<
  Required<ModelChoice>,
  "embedding" | "hidden" | "alignment" | "encoderHidden" | "longestSource"
>;

/** What is always said of a model. */
type Said = "cell" | "layers" | "attention" | "embedding" | "hidden" | "alignment";

/** What a model is made of, each option named as on the command line; the rest goes with it. */
export type ModelFlags = Pick<ModelParts & Sizes, Said> & {
  readonly [Part in Exclude<keyof (ModelParts & Sizes), Said>]?:
    (ModelParts & Sizes)[Part] | undefined;
};

/** What `--attention` may be; `none` is another word for Cho's fixed context. */
const attentionNames = Object.keys(attentions) as AttentionName[];

/** What may stand in a run's record. */
export const modelSchema: v.GenericSchema<unknown, ModelFlags> = v.required(
  v.partial(
    v.omit(v.object(configEntries), ["longestTarget", "sourceVocabulary", "targetVocabulary"]),
  ),
  ["cell", "layers", "attention", "embedding", "hidden", "alignment"],
);

/** The options, in two groups of the command's help. */
export function addModelOptions(command: Command): Command {
  const { window, reach, heads, order, reading, cell, layers } = usualParts;
  const size = wholeNumber(1);
  return command
    .optionsGroup("Model, its attention:")
    .addOption(
      listedOption("--attention <name>", "a score, or a fixed context", attentions)
        .argParser((text) => oneOf(attentionNames)(text === "none" ? "cho" : text))
        .default(usualParts.attention),
    )
    .addOption(listedOption("--window <name>", "where it may look", windows).default(window))
    .option("--reach <D>", "how far a local window goes to each side", size, reach)
    .option("--coverage", "let it know where it has looked before", false)
    .option("--heads <N>", "look with so many heads", size, heads)
    .option("--alignment <A>", "width of the alignment model", size, 128)
    .option("--longest-source <L>", "for the score location (the longest of the data)", size)
    .optionsGroup("Model, its other parts:")
    .addOption(listedOption("--order <name>", "how it looks and steps", orders).default(order))
    .addOption(listedOption("--cell <name>", "the recurrent cell", cells).default(cell))
    .option("--layers <L>", "layers of encoder and decoder", size, layers)
    .option("--residual", "let a layer add what it reads to what it says", false)
    .addOption(listedOption("--reading <way>", "how the encoder reads", readings).default(reading))
    .addOption(listedOption("--start <name>", "the decoder's first state", starts))
    .addOption(listedOption("--readout <name>", "from state to features", readouts))
    .option("--tied", "let the embeddings be the output's weight, too", false)
    .option("--pointer", "let it point at words of the source instead of saying its own", false)
    .option("--hidden <H>", "units of the decoder", size, 256)
    .addOption(
      new Option("--encoder-hidden <H'>", "units of each direction of the encoder").argParser(size),
    )
    .option("--embedding <E>", "width of an embedding", size, 128);
}

/** What the options choose. */
export function modelChoiceOf(flags: ModelFlags): ModelChoice {
  const { embedding, hidden, alignment, cell, layers, attention, ...optional } = v.parse(
    modelSchema,
    flags,
  );
  const typed = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { embedding, hidden, alignment, cell, layers, attention, ...Object.fromEntries(typed) };
}
