/**
 * @file Options of a search, and the answers that it finds.
 */
import {
  predictBeam,
  predictGreedy,
  type BeamOptions,
  type Model,
  type Prediction,
  type SearchOptions,
  type Tokens,
} from "@heed/attention";
import { Option, type Command } from "commander";
import { notNegative, wholeNumber } from "./parsers.js";
import { beamOption, maxLengthOption } from "./shared.js";

/** What `addSearchFlags` adds. */
export interface SearchFlags {
  readonly beam?: number;
  readonly alpha?: number;
  readonly coveragePenalty?: number;
  readonly blockNgrams?: number;
  readonly maxLength?: number;
}

/** Adds `--beam`, the penalties of its hypotheses, `--block-ngrams` and `--max-length`. */
export function addSearchFlags(command: Command): Command {
  return command
    .addOption(beamOption())
    .option("--alpha <α>", "length penalty of a beam: 0 for none (default: 0.6)", notNegative)
    .option(
      "--coverage-penalty <β>",
      "penalty of a beam for words of the source that it did not look at (default: 0)",
      notNegative,
    )
    .addOption(
      new Option("--block-ngrams <N>", "say no N tokens in a row twice").argParser(wholeNumber(1)),
    )
    .addOption(maxLengthOption());
}

/**
 * The width of the beam: as asked, and at least `needed`, which `flag` asks for. Ends the command
 * where flags contradict each other.
 */
export function beamWidth(
  command: Command,
  { beam, alpha, coveragePenalty }: SearchFlags,
  { flag, needed }: { readonly flag: string; readonly needed: number },
): number {
  if (beam !== undefined && beam < needed) {
    command.error(`error: ${flag} ${needed} needs a beam as wide, such as --beam ${needed}`);
  }
  const width = beam ?? needed;
  const penalties = { "--alpha": alpha, "--coverage-penalty": coveragePenalty };
  for (const [name, value] of Object.entries(penalties)) {
    if (value === undefined || width > 1) continue;
    command.error(`error: ${name} ranks what a beam holds: give one, such as --beam 4`);
  }
  return width;
}

/** For each source its answers, best first. A beam of one is greedy search. */
export async function answersTo(
  model: Model,
  sources: readonly Tokens[],
  width: number,
  flags: SearchFlags,
  options: Pick<SearchOptions, "inspect" | "padToMultipleOf"> = {},
): Promise<Prediction[][]> {
  const shared = { ...options, ...limitsOf(flags) };
  if (width === 1) {
    return (await predictGreedy(model, sources, shared)).map((answer) => [answer]);
  }
  const { alpha, coveragePenalty: beta } = flags;
  const beam: BeamOptions = {
    ...shared,
    width,
    ...(alpha !== undefined && { alpha }),
    ...(beta !== undefined && { beta }),
  };
  return predictBeam(model, sources, beam);
}

/** What every search takes of the flags. */
export function limitsOf({
  blockNgrams,
  maxLength,
}: SearchFlags): Pick<SearchOptions, "blockNgrams" | "maxLength"> {
  return {
    ...(blockNgrams !== undefined && { blockNgrams }),
    ...(maxLength !== undefined && { maxLength }),
  };
}
