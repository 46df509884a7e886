/**
 * @file `heed eval`: how good a model is on pairs that it has not seen.
 */
import { groupBySource, type Example, type Model } from "@heed/attention";
import { readPairs } from "@heed/attention/files/readPairs";
import { Command, Option } from "commander";
import { oneOf, path, wholeNumber } from "../arguments/parsers.js";
import {
  backendOption,
  beamOption,
  examples,
  listedOption,
  maxLengthOption,
  modelOption,
  threadsOption,
} from "../arguments/shared.js";
import { openBackend, usualPadding, type BackendName } from "../backends.js";
import { builtIn } from "../data/builtIn.js";
import { sample } from "../data/sample.js";
import { formatScores, judge, scoreNames } from "../evaluation.js";
import { openModel } from "../openModel.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";

interface Flags {
  readonly model: string;
  readonly data?: string;
  readonly task?: string;
  readonly most?: number;
  readonly part: "dev" | "test";
  readonly beam?: number;
  readonly maxLength?: number;
  readonly backend: BackendName;
  readonly threads: number;
  readonly json?: boolean;
}

export const evaluate: Command = new Command("eval")
  .description("score a model by free-running decoding")
  .addOption(modelOption())
  .option(
    "--data <file>",
    "source<TAB>target a line, or SCAN's; lines of one source are variants",
    path,
  )
  .addOption(
    listedOption("--task <name>", "built-in data instead of a file", builtIn).conflicts("data"),
  )
  .addOption(
    new Option("--part <name>", "which part of built-in data: dev, test")
      .argParser(oneOf(["dev", "test"]))
      .default("test")
      .conflicts("data"),
  )
  .option("--most <N>", "score so many sources at most, always the same ones", wholeNumber(1))
  .addOption(beamOption())
  .addOption(maxLengthOption())
  .addOption(backendOption())
  .addOption(threadsOption())
  .option("--json", `print one object: ${scoreNames.join(", ")}`)
  .addHelpText(
    "after",
    examples(
      "npx heed eval --model runs/demo --data test.tsv",
      "npx heed eval --model runs/demo --task cmudict --beam 4 --most 500 --json",
    ),
  )
  .action(async (flags: Flags, command: Command) => {
    if (flags.data === undefined && flags.task === undefined) {
      command.error("error: nothing to score on: name --data pairs.tsv, or a --task");
    }
    const model = await openModel(flags.model, await openBackend(flags.backend, flags.threads));
    const all = await readExamples(model, flags);
    const chosen = flags.most === undefined ? all : sample(all, flags.most);
    const progress = startProgress(`decoding ${chosen.length.toLocaleString("en")} sources`);
    const { beam, maxLength } = flags;
    const { scores } = await judge(model, chosen, progress, {
      padToMultipleOf: usualPadding(flags.backend),
      ...(beam !== undefined && { beam }),
      ...(maxLength !== undefined && { maxLength }),
    });
    if (flags.json) printJson(scores);
    else process.stdout.write(`${formatScores(scores)}\n`);
  });

async function readExamples(
  { tokens }: Model,
  { data, task, part }: Flags,
): Promise<readonly Example[]> {
  if (task !== undefined) return (await builtIn[task].load())[part];
  return groupBySource((await readPairs(data ?? "", tokens)).pairs);
}
