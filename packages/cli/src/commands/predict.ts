/**
 * @file `heed predict`: what a model answers. A line an answer, `source<TAB>target`.
 */
import { predictSample, sourceTokens, type Prediction } from "@heed/attention";
import { Command } from "commander";
import { wholeNumber } from "../arguments/parsers.js";
import { addSampleFlags, sampleOptionsOf, type SampleFlags } from "../arguments/sampleFlags.js";
import {
  addSearchFlags,
  answersTo,
  beamWidth,
  type SearchFlags,
} from "../arguments/searchFlags.js";
import { backendOption, examples, modelOption } from "../arguments/shared.js";
import { openBackend, usualPadding, type BackendName } from "../backends.js";
import { batched, sourcesOf } from "../data/sources.js";
import { openModel } from "../openModel.js";
import { printJson } from "../printJson.js";
import { screenOn } from "../screen.js";
import { unknownTokenNotes } from "../unknownTokens.js";

interface Flags extends SearchFlags, SampleFlags {
  readonly model: string;
  readonly backend: BackendName;
  readonly nbest?: number;
  readonly json?: boolean;
}

/** Answers that are sought together. */
const BATCH = 64;

export const predict: Command = new Command("predict")
  .description("say what a model answers to words")
  .argument("[words...]", "the words; or one file of words; or nothing, for standard input")
  .addOption(modelOption())
  .option("--nbest <N>", "print the N best answers, with their probabilities", wholeNumber(1));
addSampleFlags(addSearchFlags(predict))
  .addOption(backendOption())
  .option("--json", "print an object an answer")
  .addHelpText(
    "after",
    examples(
      "npx heed predict --model runs/demo attention heed",
      "npx heed predict --model runs/demo --beam 8 --nbest 3 tear",
      "npx heed predict --model runs/demo --sample 5 --top-p 0.9 tear",
      "npx heed predict --model runs/demo words.txt > answers.tsv",
      "echo metaphor | npx heed predict --model runs/demo --json",
    ),
  )
  .action(async (words: string[], flags: Flags, command: Command) => {
    const { nbest = 1 } = flags;
    const width = beamWidth(command, flags, { flag: "--nbest", needed: nbest });
    const sampling = sampleOptionsOf(command, flags);
    const shown = sampling?.count ?? nbest;
    const model = await openModel(flags.model, await openBackend(flags.backend));
    const padToMultipleOf = usualPadding(flags.backend);
    const { show } = screenOn(process.stderr);
    const note = unknownTokenNotes(model, show);
    let first = 0;
    for await (const texts of batched(sourcesOf(words, show), Math.ceil(BATCH / shown))) {
      const sources = texts.map((text) => sourceTokens(model, text));
      sources.forEach(note);
      const answers = sampling
        ? await predictSample(model, sources, { ...sampling, first, padToMultipleOf })
        : await answersTo(model, sources, width, flags, { padToMultipleOf });
      first += texts.length;
      texts.forEach((text, i) => {
        answers[i].slice(0, shown).forEach((answer, place) => {
          if (flags.json) printJson(asJson(text, answer, place + 1));
          else process.stdout.write(`${asLine(text, answer, shown > 1)}\n`);
        });
      });
    }
  });

function asLine(source: string, { text, logProbability }: Prediction, several: boolean): string {
  // Tabs and line ends of a source would make columns and lines of their own.
  const columns = [source.replaceAll(/\s+/g, " "), text];
  if (several) columns.push(Math.exp(logProbability).toFixed(4));
  return columns.join("\t");
}

function asJson(source: string, { text, logProbability, ended }: Prediction, rank: number): object {
  return { source, rank, target: text, logProbability, ended };
}
