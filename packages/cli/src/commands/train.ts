/**
 * @file `heed train`: a model from pairs.
 */
import { attentions, cells, tokenizers, UserError } from "@heed/attention";
import { Command, Option } from "commander";
import { positiveNumber, wholeNumber } from "../arguments/parsers.js";
import { backendOption, examples, listedOption } from "../arguments/shared.js";
import { builtIn } from "../data/builtIn.js";
import { sample } from "../data/sample.js";
import { formatScores, judge, type Scores } from "../evaluation.js";
import { INTERRUPTED } from "../interruption.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { newRun, resumedRun, type AskedRun } from "../training/askedRun.js";
import { dataNotes } from "../training/dataNotes.js";
import { describeRun } from "../training/describeRun.js";
import { learn, totalsOf } from "../training/learn.js";
import { writeLossCurve } from "../training/lossCurve.js";
import type { Run } from "../training/run.js";
import type { RunLength } from "../training/runLength.js";
import { runOptionsOf, type RunOptions } from "../training/runOptions.js";
import { screenOn } from "../screen.js";
import { shellWord } from "../shellWord.js";

interface Flags {
  readonly out?: string;
  readonly minutes?: number;
  readonly epochs?: number;
  readonly updates?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Where no end is given. */
const usualLength: RunLength = { unit: "seconds", amount: 300 };

/** The most development sources that are decoded at the end. */
const MOST_JUDGED = 2000;

export const train: Command = new Command("train")
  .description("train a model on pairs")
  .option("--out <folder>", "where the run is kept; needed")
  .option("--train <file>", "pairs to learn, source<TAB>target a line")
  .option("--dev <file>", "pairs to measure by")
  .addOption(
    listedOption("--task <name>", "built-in data instead of files", builtIn).conflicts([
      "train",
      "dev",
      "sourceTokens",
      "targetTokens",
    ]),
  )
  .addOption(
    listedOption("--source-tokens <kind>", "how sources are cut", tokenizers).default("chars"),
  )
  .addOption(
    listedOption("--target-tokens <kind>", "how targets are cut", tokenizers).default("words"),
  )
  .addOption(
    new Option("--minutes <N>", "train so long (5, unless an end is given)")
      .argParser(positiveNumber)
      .conflicts(["epochs", "updates"]),
  )
  .addOption(
    new Option("--epochs <N>", "train for so many passes over the data")
      .argParser(positiveNumber)
      .conflicts("updates"),
  )
  .option("--updates <N>", "train for so many updates", wholeNumber(1))
  .addOption(listedOption("--attention <score>", "how to look", attentions).default("additive"))
  .addOption(listedOption("--cell <name>", "the recurrent cell", cells).default("gru"))
  .option("--hidden <H>", "units of the decoder, and of each encoder", wholeNumber(1), 256)
  .option("--embedding <E>", "width of an embedding", wholeNumber(1), 128)
  .option("--alignment <A>", "width of the alignment model", wholeNumber(1), 128)
  .option("--layers <L>", "layers of encoder and decoder", wholeNumber(1), 1)
  .option("--batch <B>", "pairs an update", wholeNumber(1), 64)
  .option("--learning-rate <rate>", "at its highest; it ends at 0", positiveNumber, 0.001)
  .option("--warmup <N>", "updates until it is at its highest", wholeNumber(1), 100)
  .option("--seed <N>", "decides the first weights and the order", wholeNumber(0), 1)
  .addOption(backendOption())
  .option("--resume", "go on with the run in --out, as it was asked for; a later end may be given")
  .option("--json", "print reports as JSON, one a line")
  .addHelpText(
    "after",
    examples(
      "npx heed train --train train.tsv --dev dev.tsv --out runs/words --minutes 10",
      "npx heed train --out runs/words --resume --minutes 20",
      "npx heed train --task reverse --out runs/reverse --hidden 64 --updates 7000",
    ),
  )
  .action(async (flags: Flags & RunOptions, command: Command) => {
    const asked = askedBy(flags, command);
    const run = flags.resume
      ? await resumedRun(asked)
      : await newRun(asked, asked.length ?? usualLength);
    const { say, show } = screenOn(process.stderr);
    say(describeRun(run));
    dataNotes(run.data).forEach(say);
    const print = flags.json ? printJson : undefined;
    const done = await learn(run, startProgress("training"), print);
    const dev = done ? await judgeDev(run) : undefined;
    await writeLossCurve(run.pathOf("lossCurve"), run.folder, [run]);
    print?.({ done, ...totalsOf(run), ...(dev && { dev }) });
    if (dev !== undefined) say(formatScores(dev));
    const folder = shellWord(run.folder);
    if (done) {
      say(`The model is in ${run.folder}. Ask it:`);
      show(`  npx heed predict --model ${folder} ${shellWord(sourceOf(run))}`);
    } else {
      say(`Saved in ${run.folder}. This goes on:`);
      show(`  npx heed train --out ${folder} --resume`);
      process.exitCode = INTERRUPTED;
    }
  });

function askedBy(flags: Flags & RunOptions, command: Command): AskedRun {
  if (flags.out === undefined) {
    // Said here and not by commander, which would say it before a mistyped option.
    throw new UserError("no folder for the run", { mend: "name one, such as --out runs/words" });
  }
  const options = runOptionsOf(flags);
  const names = Object.keys(options) as (keyof RunOptions)[];
  const typed = names.filter((name) => command.getOptionValueSource(name) === "cli");
  return { folder: flags.out, options, length: lengthOf(flags), typed };
}

function lengthOf({ minutes, epochs, updates }: Flags): RunLength | undefined {
  if (minutes !== undefined) return { unit: "seconds", amount: 60 * minutes };
  if (epochs !== undefined) return { unit: "epochs", amount: epochs };
  if (updates !== undefined) return { unit: "updates", amount: updates };
  return undefined;
}

/** A source of the run's data, as one would type it; a short one if there is any. */
function sourceOf({ data: { tokens, train, dev } }: Run): string {
  const sources = [...dev, ...train].map(({ source }) => source);
  const short = sources.find(({ length }) => length <= 8) ?? sources[0];
  return tokenizers[tokens.source].join(short);
}

/** The model at the end of its training on development data, if there are any. */
async function judgeDev(run: Run): Promise<Scores | undefined> {
  const examples = sample(run.data.dev, MOST_JUDGED);
  if (examples.length === 0) return undefined;
  const count = examples.length.toLocaleString("en");
  const { scores } = await judge(
    run.model,
    examples,
    startProgress(`decoding ${count} dev sources`),
  );
  await run.conclude(scores);
  return scores;
}
