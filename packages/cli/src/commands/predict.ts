/**
 * @file `heed predict`: what a model answers. A line an answer, `source<TAB>target`.
 */
import {
  predictBeam,
  predictGreedy,
  sourceTokens,
  type Model,
  type Prediction,
  type Tokens,
} from "@heed/attention";
import { Command } from "commander";
import { wholeNumber } from "../arguments/parsers.js";
import { backendOption, beamOption, examples, modelOption } from "../arguments/shared.js";
import { backends, type BackendName } from "../backends.js";
import { batched, sourcesOf } from "../data/sources.js";
import { openModel } from "../openModel.js";
import { printJson } from "../printJson.js";
import { screenOn } from "../screen.js";
import { unknownTokenNotes } from "../unknownTokens.js";

interface Flags {
  readonly model: string;
  readonly backend: BackendName;
  readonly beam?: number;
  readonly nbest?: number;
  readonly json?: boolean;
}

/** Sources that are answered together. */
const BATCH = 64;

export const predict: Command = new Command("predict")
  .description("say what a model answers to words")
  .argument("[words...]", "the words; or one file of words; or nothing, for standard input")
  .addOption(modelOption())
  .addOption(beamOption())
  .option("--nbest <N>", "print the N best answers, with their probabilities", wholeNumber(1))
  .addOption(backendOption())
  .option("--json", "print an object an answer")
  .addHelpText(
    "after",
    examples(
      "npx heed predict --model runs/demo attention heed",
      "npx heed predict --model runs/demo --beam 8 --nbest 3 tear",
      "npx heed predict --model runs/demo words.txt > answers.tsv",
      "echo metaphor | npx heed predict --model runs/demo --json",
    ),
  )
  .action(async (words: string[], flags: Flags, command: Command) => {
    const { nbest = 1, beam = nbest } = flags;
    if (beam < nbest) {
      command.error(`error: --nbest ${nbest} needs a beam as wide, such as --beam ${nbest}`);
    }
    const model = await openModel(flags.model, await backends[flags.backend]());
    const { show } = screenOn(process.stderr);
    const note = unknownTokenNotes(model, show);
    for await (const texts of batched(sourcesOf(words, show), BATCH)) {
      const sources = texts.map((text) => sourceTokens(model, text));
      sources.forEach(note);
      const answers = await answersTo(model, sources, beam);
      texts.forEach((text, i) => {
        const best = answers[i].slice(0, nbest);
        best.forEach((answer, place) => {
          if (flags.json) printJson(asJson(text, answer, place + 1));
          else process.stdout.write(`${asLine(text, answer, nbest > 1)}\n`);
        });
      });
    }
  });

/** For each source its answers, best first. */
async function answersTo(
  model: Model,
  sources: readonly Tokens[],
  beam: number,
): Promise<Prediction[][]> {
  if (beam > 1) return predictBeam(model, sources, { width: beam });
  return (await predictGreedy(model, sources)).map((answer) => [answer]);
}

function asLine(source: string, { text, logProbability }: Prediction, several: boolean): string {
  // Tabs and line ends of a source would make columns and lines of their own.
  const columns = [source.replaceAll(/\s+/g, " "), text];
  if (several) columns.push(Math.exp(logProbability).toFixed(4));
  return columns.join("\t");
}

function asJson(source: string, { text, logProbability, ended }: Prediction, rank: number): object {
  return { source, rank, target: text, logProbability, ended };
}
