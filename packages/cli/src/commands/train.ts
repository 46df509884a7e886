/**
 * @file `heed train`: a model from pairs.
 */
import { tokenizers, UserError } from "@heed/attention";
import { Command, Option } from "commander";
import { path, positiveNumber, wholeNumber } from "../arguments/parsers.js";
import { backendOption, examples, listedOption, threadsOption } from "../arguments/shared.js";
import { usualPadding } from "../backends.js";
import { builtIn } from "../data/builtIn.js";
import { sample } from "../data/sample.js";
import { formatScores, judge, type Scores } from "../evaluation.js";
import { INTERRUPTED } from "../interruption.js";
import { itemList, paragraph } from "../layout.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { newRun, resumedRun, type AskedRun } from "../training/askedRun.js";
import { dataNotes } from "../training/dataNotes.js";
import { describeRun } from "../training/describeRun.js";
import { learn, totalsOf } from "../training/learn.js";
import { writeLossCurve } from "../training/lossCurve.js";
import type { Run, Variant } from "../training/run.js";
import type { RunLength } from "../training/runLength.js";
import { runOptionsOf, type RunOptions } from "../training/runOptions.js";
import { addModelOptions } from "../training/modelFlags.js";
import {
  addTrainingOptions,
  settingsHelp,
  usualFlags,
  usualRate,
  type TrainingFlags,
} from "../training/trainingFlags.js";
import { screenOn, type Screen } from "../screen.js";
import { shellWord } from "../shellWord.js";

interface Flags {
  readonly out?: string;
  readonly minutes?: number;
  readonly epochs?: number;
  readonly updates?: number;
  readonly threads: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Some are left to the optimizer, to the backend or to `usualFlags`. */
type AskedOptions = Omit<RunOptions, keyof TrainingFlags> &
  Partial<TrainingFlags> &
  Pick<RunOptions, "optimizer">;

/** Where no end is given. */
const usualLength: RunLength = { unit: "seconds", amount: 300 };

/** The most development sources that are decoded at the end. */
const MOST_JUDGED = 2000;

/** What may stand behind a name's colon. */
function settingsText(): string {
  const { look } = screenOn(process.stdout);
  const title = "Settings, typed as in --optimizer adamw:beta2=0.98,weightDecay=0.1:";
  return `\n${paragraph(title, look.width)}\n${itemList(settingsHelp, look.width)}`;
}

const command = new Command("train")
  .description("train a model on pairs")
  .option("--out <folder>", "where the run is kept; needed", path)
  .option("--resume", "go on with the run in --out, as it was asked for; a later end may be given")
  .option("--json", "print reports as JSON, one a line")
  .optionsGroup("Data:")
  .option("--train <file>", "pairs to learn, source<TAB>target a line", path)
  .option("--dev <file>", "pairs to measure by", path)
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
  .optionsGroup("Length:")
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
  .optionsGroup("Start:")
  .option("--seed <N>", "decides the first weights and the order", wholeNumber(0), 1)
  .addOption(backendOption())
  .addOption(threadsOption());

export const train: Command = addTrainingOptions(addModelOptions(command))
  .addHelpText("after", settingsText)
  .addHelpText(
    "after",
    examples(
      "npx heed train --train train.tsv --dev dev.tsv --out runs/words --minutes 10",
      "npx heed train --out runs/words --resume --minutes 20",
      "npx heed train --task reverse --out runs/reverse --hidden 64 --updates 7000",
      "npx heed train --train train.tsv --dev dev.tsv --out runs/bahdanau --optimizer adadelta",
    ),
  )
  .action(async (flags: Flags & AskedOptions, command: Command) => {
    const asked = askedBy(flags, command);
    const run = flags.resume
      ? await resumedRun(asked)
      : await newRun(asked, asked.length ?? usualLength);
    const { say, show } = screenOn(process.stderr);
    say(describeRun(run));
    dataNotes(run.data).forEach(say);
    const print = flags.json ? printJson : undefined;
    const done = await learn(run, startProgress("training"), print);
    if (run.isExhausted) say("stopped early: the last looks found nothing better");
    const judged = done ? await judgeDev(run, say) : undefined;
    await writeLossCurve(run.pathOf("lossCurve"), run.folder, [run]);
    const { execution } = run.model.parameters.sourceEmbedding.value;
    print?.({ done, ...totalsOf(run), ...judged, execution });
    if (judged !== undefined) say(formatScores(judged.dev));
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

function askedBy(flags: Flags & AskedOptions, command: Command): AskedRun {
  if (flags.out === undefined) {
    // Said here and not by commander, which would say it before a mistyped option.
    throw new UserError("no folder for the run", { mend: "name one, such as --out runs/words" });
  }
  const learningRate = usualRate(flags.optimizer);
  const padToMultipleOf = usualPadding(flags.backend);
  const options = runOptionsOf({ ...usualFlags, learningRate, padToMultipleOf, ...flags });
  const names = Object.keys(options) as (keyof RunOptions)[];
  const typed = names.filter((name) => command.getOptionValueSource(name) === "cli");
  const { out: folder, threads } = flags;
  return { folder, options, length: lengthOf(flags), threads, typed };
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

/** What development data say at the end. */
interface Verdict {
  /** Of the weights that became the model. */
  readonly dev: Scores;
  /** Which these are, and how all fared, where there was a choice. */
  readonly weights?: Variant["name"];
  readonly variants?: Readonly<Record<string, Scores>>;
}

/**
 * The model at the end of its training on development data, if there are any: of all weights that
 * the run has to offer those are its model that do best.
 */
async function judgeDev(run: Run, say: Screen["say"]): Promise<Verdict | undefined> {
  const { variants } = run;
  const examples = sample(run.data.dev, MOST_JUDGED);
  if (examples.length === 0) {
    await run.saveVariants(variants, variants[0]);
    return undefined;
  }
  const { watch, padToMultipleOf } = run.record.options;
  const count = examples.length.toLocaleString("en");
  const judged: { variant: Variant; scores: Scores }[] = [];
  for (const variant of variants) {
    const whose = variants.length === 1 ? "" : ` by the ${variant.about}`;
    const progress = startProgress(`decoding ${count} dev sources${whose}`);
    const { scores } = await judge(variant.model, examples, progress, { padToMultipleOf });
    judged.push({ variant, scores });
  }
  const [best] = judged.toSorted((a, b) => a.scores[watch] - b.scores[watch]);
  await run.saveVariants(variants, best.variant);
  await run.conclude(best.scores);
  if (judged.length === 1) return { dev: best.scores };
  for (const { variant, scores } of judged) {
    const mark = variant === best.variant ? ": the model" : "";
    const found = `loss ${scores.loss.toFixed(4)}, word error rate ${scores.wer.toFixed(1)} %`;
    say(`${variant.about}: ${found}${mark}`);
  }
  const all = judged.map(({ variant, scores }) => [variant.name, scores] as const);
  const byName: NonNullable<Verdict["variants"]> = Object.fromEntries(all);
  return { dev: best.scores, weights: best.variant.name, variants: byName };
}
