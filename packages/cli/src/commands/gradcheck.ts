/**
 * @file `heed gradcheck`: whether derivatives are right, of operators, of parts of a model, of whole
 * models, and of random programs; and whether wrong ones would be noticed.
 */
import { availableParallelism } from "node:os";
import { UserError } from "@heed/attention";
import type { CheckMode, CheckOrder } from "@heed/autograd";
import { Command, InvalidArgumentError, Option } from "commander";
import { path, wholeNumber, type Parser } from "../arguments/parsers.js";
import { examples, listedOption } from "../arguments/shared.js";
import { typedCommand } from "../typedCommand.js";

/** The modes of `checkGradient`, in a few words. */
const modes: Readonly<Record<CheckMode, string>> = {
  projected: "along a random direction of each input",
  sampled: "some elements",
  full: "every element",
};

interface Flags {
  readonly order: CheckOrder;
  readonly mode: CheckMode;
  readonly seed: number;
  readonly cases?: number;
  readonly case?: number;
  readonly mutate?: boolean;
  readonly threads?: number;
  readonly markdown?: string;
  readonly json?: boolean;
}

const order: Parser<CheckOrder> = (text) => {
  if (text === "1" || text === "2") return text === "1" ? 1 : 2;
  throw new InvalidArgumentError("It must be 1 or 2.");
};

const checking = ["order", "mode", "cases", "case"];

export const gradcheckCommand: Command = new Command("gradcheck")
  .description("check derivatives: of operators, parts of a model, whole models, random programs")
  .argument("[of...]", "names of `npx heed explain`, or kinds; all unless said")
  .addOption(
    new Option("--order <order>", "1: gradients; 2: and the gradients of gradients")
      .argParser(order)
      .default(1),
  )
  .addOption(
    listedOption("--mode <mode>", "how much of each is compared with differences", modes).default(
      "projected",
    ),
  )
  .option("--seed <seed>", "what random cases are drawn from", wholeNumber(0), 1)
  .option("--cases <N>", "random cases of each; as many as suit it unless said", wholeNumber(1))
  .addOption(
    new Option("--case <n>", "this one alone, counted from 0")
      .argParser(wholeNumber(0))
      .conflicts("cases"),
  )
  .addOption(
    new Option("--mutate", "make derivatives wrong, and see whether that is noticed").conflicts(
      checking,
    ),
  )
  .option("--threads <N>", "how many are mutated at once; the score is the same", wholeNumber(1))
  .addOption(
    new Option("--markdown <file>", "do all of it, and write it into this file")
      .argParser(path)
      .conflicts(["order", "case", "mutate", "json"]),
  )
  .option("--json", "print one object: ok, and rows with name, ok, worst, tolerance, cases")
  .addHelpText(
    "after",
    examples(
      "npx heed gradcheck",
      "npx heed gradcheck mul softmax --order 2 --cases 100",
      "npx heed gradcheck gru --seed 7 --case 3",
      "npx heed gradcheck score window --json",
      "npx heed gradcheck tanh --mutate",
    ),
  )
  .action(async (names: readonly string[], flags: Flags, command: Command) => {
    const { mutate, markdown, json = false, threads = availableParallelism() } = flags;
    if (flags.threads !== undefined && mutate !== true && markdown === undefined) {
      throw new UserError("--threads is for mutants", { mend: "add --mutate, or leave it out" });
    }
    // What draws cases is loaded when it is needed.
    const { subjectsNamed, subjects: all } = await import("../gradcheck/subjects.js");
    const subjects = names.length === 0 ? all : [...new Set(names.flatMap(subjectsNamed))];
    const asked = { ...flags, subjects, threads };
    if (markdown !== undefined) {
      const { document } = await import("../gradcheck/document.js");
      await document({ ...asked, order: 2, file: markdown, command: typedCommand(command) });
    } else if (mutate) {
      const { mutation } = await import("../gradcheck/mutation.js");
      await mutation(asked, { json });
    } else {
      const { gradcheck } = await import("../gradcheck/gradcheck.js");
      await gradcheck(asked, { json });
    }
  });
