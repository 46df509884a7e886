/**
 * @file `heed bench`: kernels and models against what the machine allows, against naive loops, and
 * against others.
 */
import type { DisciplineName } from "@heed/bench";
import { Argument, Command, Option } from "commander";
import { oneOf, path, positiveNumber, wholeNumber } from "../arguments/parsers.js";
import { examples } from "../arguments/shared.js";

/** What each measures, in a few words. */
const about: Readonly<Record<DisciplineName, string>> = {
  kernels: "every operator at three sizes",
  step: "one update of a recurrent attention model, the reference step",
  decode: "words a second, greedy and with a beam",
  scale: "how time and memory grow with batch, length, hidden size, vocabulary and threads",
};

interface Flags {
  readonly only?: readonly string[];
  readonly backends?: readonly string[];
  readonly peers?: boolean;
  readonly budget?: number;
  readonly seed: number;
  readonly model?: string;
  readonly profile?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
  readonly compare?: string;
}

/** Names after one another; which there are is known where they are used. */
const names = (text: string): string[] => text.split(",").map((name) => name.trim());

const disciplineNames = Object.keys(about) as DisciplineName[];

export const benchCommand: Command = new Command("bench")
  .description("measure kernels and models, against the machine's roof and against others")
  .addArgument(
    new Argument(
      "[what]",
      Object.entries(about)
        .map(([name, text]) => `${name}: ${text}`)
        .join("; "),
    )
      .argParser(oneOf(disciplineNames))
      .default("step" satisfies DisciplineName),
  )
  .option("--only <names>", "some of it: names with commas between", names)
  .option("--backends <names>", "some of our backends: names with commas between", names)
  .option("--peers", "others, too: npm packages (installed on first use), PyTorch if it is here")
  .option("--budget <seconds>", "of timing, for each contender and workload", positiveNumber)
  .option("--seed <seed>", "what data and orders are drawn from", wholeNumber(0), 1)
  .addOption(
    new Option("--model <path>", "what decodes: a run's folder, or a .safetensors file").argParser(
      path,
    ),
  )
  .option("--profile", "where the time of a step goes, by operator and shape")
  .option("--json", "print one object: ok, roof, contenders, machine, versions, commit")
  .addOption(new Option("--svg <folder>", "draw charts into this folder").argParser(path))
  .addOption(
    new Option(
      "--compare <file>",
      "an earlier --json of this machine: what is slower fails",
    ).argParser(path),
  )
  .addHelpText(
    "after",
    examples(
      "npx heed bench step --peers",
      "npx heed bench kernels --only matmul --backends simd,naive --svg charts",
      "npx heed bench decode --only greedy",
      "npx heed bench kernels --only sum --json > before.json",
      "npx heed bench kernels --only sum --compare before.json",
    ),
  )
  .action(async (what: DisciplineName, flags: Flags) => {
    // Loaded when it is needed, and with it whatever measures.
    const { bench } = await import("../bench/bench.js");
    await bench(what, flags);
  });
