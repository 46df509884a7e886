/**
 * @file Options of sampling.
 */
import type { SampleOptions } from "@heed/attention";
import { Option, type Command } from "commander";
import { positiveNumber, share, wholeNumber } from "./parsers.js";
import { limitsOf, type SearchFlags } from "./searchFlags.js";

/** What `addSampleFlags` adds. */
export interface SampleFlags {
  readonly sample?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
}

/** Adds `--sample`, which goes with no beam, and what it draws from. */
export function addSampleFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--sample <N>", "draw N answers at random, the likelier ones more often")
        .argParser(wholeNumber(1))
        .conflicts(["beam", "nbest", "alpha", "coveragePenalty"]),
    )
    .option("--temperature <τ>", "draw with p^(1/τ): sharper below 1 (default: 1)", positiveNumber)
    .option("--top-k <K>", "draw from the K likeliest tokens alone", wholeNumber(1))
    .option("--top-p <P>", "draw from the fewest tokens that hold the share P", share)
    .option("--seed <S>", "draw other answers (default: 1)", wholeNumber(0));
}

/** How to sample; `undefined` where nobody asks. Ends the command where flags shape nothing. */
export function sampleOptionsOf(
  command: Command,
  flags: SampleFlags & SearchFlags,
): (SampleOptions & { readonly count: number }) | undefined {
  const { sample: count, seed, ...others } = flags;
  const { temperature, topK, topP } = others;
  if (count !== undefined) {
    return {
      count,
      seed: seed ?? 1,
      ...(temperature !== undefined && { temperature }),
      ...(topK !== undefined && { topK }),
      ...(topP !== undefined && { topP }),
      ...limitsOf(flags),
    };
  }
  const shapes = { "--temperature": temperature, "--top-k": topK, "--top-p": topP, "--seed": seed };
  for (const [name, value] of Object.entries(shapes)) {
    if (value === undefined) continue;
    command.error(
      `error: ${name} is for answers drawn at random: say how many, such as --sample 5`,
    );
  }
  return undefined;
}
