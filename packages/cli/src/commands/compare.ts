/**
 * @file `heed compare`: the reason attention exists, measured. Models that differ in how they look
 * at a source, and in nothing else, trained on one budget.
 */
import { availableParallelism } from "node:os";
import {
  attentions,
  cells,
  orders,
  readouts,
  scores,
  starts,
  UserError,
  usualParts,
  windows,
  type AttentionName,
  type ReadoutName,
  type WindowName,
} from "@heed/attention";
import { Command, Option } from "commander";
import { listedSomeOption } from "../arguments/lists.js";
import { path, positiveNumber, wholeNumber } from "../arguments/parsers.js";
import { lengthRange, type LengthRange } from "../arguments/ranges.js";
import { backendOption, examples, listedOption } from "../arguments/shared.js";
import { compare, type Asked } from "../comparison/compare.js";
import {
  checkComparison,
  contestantsNamed,
  contestantsOf,
  lengthTasks,
  usualReadout,
  type Comparison,
} from "../comparison/comparison.js";
import { measures } from "../comparison/measures.js";
import { readBegun } from "../comparison/reportFiles.js";
import { isFree } from "../training/isFree.js";
import { typedCommand } from "../typedCommand.js";

type Shared = Omit<Comparison, "view" | "contestants" | "trainLengths" | "alignment" | "readout">;

interface Flags extends Shared {
  readonly models?: readonly AttentionName[];
  readonly scores?: readonly AttentionName[];
  readonly windows?: readonly WindowName[];
  readonly trainLengths?: LengthRange;
  readonly alignment?: number;
  readonly readout?: ReadoutName;
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly svg?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

const usualModels: readonly AttentionName[] = ["sutskever", "cho", "additive", "general"];

export const compareCommand: Command = new Command("compare")
  .description("train models with and without attention, and compare them")
  .addOption(listedOption("--task <name>", "what to learn", lengthTasks).default("reverse"))
  .addOption(
    listedSomeOption(
      "--models <names>",
      `which; ${usualModels.join(",")} unless said`,
      attentions,
    ).conflicts(["scores", "windows"]),
  )
  .addOption(listedSomeOption("--scores <names>", "a table of scores instead", scores))
  .addOption(listedSomeOption("--windows <names>", "each score in each of them", windows))
  .addOption(
    new Option("--lengths <from..to>", "source lengths to measure")
      .argParser(lengthRange)
      .default([5, 40], "5..40"),
  )
  .option(
    "--train-lengths <from..to>",
    "those to train on; the shorter half unless said",
    lengthRange,
  )
  .option("--seeds <N>", "how often each is trained, from seeds 1 to N", wholeNumber(1), 3)
  .option("--sources <N>", "how many to answer of each length", wholeNumber(1), 64)
  .addOption(listedOption("--measure <name>", "what counts", measures).default("token"))
  .option("--updates <N>", "how long to train each", wholeNumber(1), 1500)
  .option("--batch <B>", "pairs an update", wholeNumber(1), 32)
  .option("--learning-rate <rate>", "at its highest", positiveNumber, 0.005)
  .option("--hidden <H>", "units of the decoder", wholeNumber(1), 64)
  .option("--embedding <E>", "width of an embedding", wholeNumber(1), 32)
  .option(
    "--alignment <A>",
    "width of the alignment model; as --hidden unless said",
    wholeNumber(1),
  )
  .option(
    "--reach <D>",
    "words to each side that a local window sees",
    wholeNumber(1),
    usualParts.reach,
  )
  .addOption(listedOption("--cell <name>", "the recurrent cell", cells).default(usualParts.cell))
  .addOption(listedOption("--start <name>", "where decoders start", starts).default("bridge"))
  .addOption(
    listedOption("--order <name>", "look, then step, or not", orders).default(usualParts.order),
  )
  .addOption(listedOption("--readout <name>", "from state to word; as the order has it", readouts))
  .addOption(backendOption())
  .option("--threads <N>", "how many train at once; results are the same", wholeNumber(1))
  .option("--out <folder>", "keep compare.json, compare.svg and compare.md here", path)
  .addOption(
    new Option("--resume", "go on with the comparison in --out, as it was asked for").conflicts([
      ...["task", "models", "scores", "windows", "lengths", "trainLengths", "seeds", "sources"],
      ...[
        "measure",
        "updates",
        "batch",
        "learningRate",
        "hidden",
        "embedding",
        "alignment",
        "reach",
      ],
      ...["cell", "start", "order", "readout", "backend"],
    ]),
  )
  .option("--svg <file>", "draw it into this file, too", path)
  .option("--markdown <file>", "write its table into this file, too", path)
  .option("--json", "print one object instead of a table")
  .addHelpText(
    "after",
    examples(
      "npx heed compare",
      "npx heed compare --task copy --models cho,dot --lengths 5..30 --seeds 5 --svg copy.svg",
      "npx heed compare --scores dot,general --windows all --reach 5 --out runs/windows",
    ),
  )
  .action(async (flags: Flags, command: Command) => {
    const { out, svg, markdown, json } = flags;
    const threads = flags.threads ?? availableParallelism();
    await compare(flags.resume ? await resumedBy(flags) : await askedBy(flags, command), {
      threads,
      ...(out !== undefined && { out }),
      ...(svg !== undefined && { svg }),
      ...(markdown !== undefined && { markdown }),
      json: json === true,
    });
  });

async function resumedBy({ out }: Flags): Promise<Asked> {
  if (out === undefined) {
    throw new UserError("nothing to go on with", { mend: "name its folder as --out" });
  }
  return readBegun(out);
}

async function askedBy(flags: Flags, command: Command): Promise<Asked> {
  const comparison = comparisonOf(flags);
  const isLocal = comparison.contestants.some(({ window }) => window !== usualParts.window);
  if (!isLocal && command.getOptionValueSource("reach") === "cli") {
    throw new UserError("--reach is for local windows", {
      mend: "add --scores all --windows all, or leave it out",
    });
  }
  checkComparison(comparison);
  if (flags.out !== undefined && !(await isFree(flags.out))) {
    const mend = "choose another --out, or go on with --resume";
    throw new UserError("there is something in this folder", { file: flags.out, mend });
  }
  return { comparison, command: typedCommand(command), results: [] };
}

function comparisonOf(flags: Flags): Comparison {
  const { lengths, hidden } = flags;
  if (flags.windows !== undefined && flags.scores === undefined) {
    throw new UserError("--windows without scores to put into them", { mend: "add --scores all" });
  }
  return {
    view: flags.scores === undefined ? "lengths" : "scores",
    measure: flags.measure,
    task: flags.task,
    contestants:
      flags.scores === undefined
        ? contestantsNamed(flags.models ?? usualModels)
        : contestantsOf(flags.scores, flags.windows ?? [usualParts.window]),
    lengths,
    trainLengths: flags.trainLengths ?? shorterHalf(lengths),
    seeds: flags.seeds,
    sources: flags.sources,
    cell: flags.cell,
    start: flags.start,
    order: flags.order,
    readout: flags.readout ?? usualReadout(flags.order),
    hidden,
    embedding: flags.embedding,
    alignment: flags.alignment ?? hidden,
    reach: flags.reach,
    updates: flags.updates,
    batch: flags.batch,
    learningRate: flags.learningRate,
    backend: flags.backend,
  };
}

function shorterHalf([shortest, longest]: LengthRange): LengthRange {
  return [shortest, Math.floor((shortest + longest) / 2)];
}
