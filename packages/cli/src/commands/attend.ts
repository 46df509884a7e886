/**
 * @file `heed attend`: where a model looks in a source, for every token of its answer.
 */
import { sourceTokens, UserError } from "@heed/attention";
import { Command } from "commander";
import { path, wholeNumber } from "../arguments/parsers.js";
import {
  addSearchFlags,
  answersTo,
  beamWidth,
  type SearchFlags,
} from "../arguments/searchFlags.js";
import { backendOption, examples, modelOption } from "../arguments/shared.js";
import { attentionOf } from "../attentionOf.js";
import { openBackend, type BackendName } from "../backends.js";
import { lookOf } from "../figures/terminal.js";
import { writeAtomically } from "../files/writeAtomically.js";
import { openModel } from "../openModel.js";
import { screenOn } from "../screen.js";
import { unknownTokenNotes } from "../unknownTokens.js";

interface Flags extends SearchFlags {
  readonly model: string;
  readonly hypothesis?: number;
  readonly svg?: string;
  readonly trace?: string;
  readonly json?: boolean;
  readonly backend: BackendName;
}

export const attend: Command = new Command("attend")
  .description("show where a model looks")
  .argument("<word>", "a source; several words in quotes")
  .addOption(modelOption());
addSearchFlags(attend)
  .option("--hypothesis <N>", "show the N-th best of the beam (default: 1)", wholeNumber(1))
  .option("--svg <file>", "draw it into this file, too", path)
  .option(
    "--trace <file>",
    "write all numbers of every step and hypothesis into this file, too",
    path,
  )
  .option("--json", "print the numbers instead: source, target, weights")
  .addOption(backendOption())
  .addHelpText(
    "after",
    examples(
      "npx heed attend --model runs/demo thoroughbred",
      "npx heed attend --model runs/demo thoroughbred --svg thoroughbred.svg",
      "npx heed attend --model runs/demo thoroughbred --beam 4 --hypothesis 2",
      "npx heed attend --model runs/demo thoroughbred --beam 4 --trace thoroughbred.json",
      "npx heed attend --model runs/demo thoroughbred --json",
    ),
  )
  .action(async (word: string, flags: Flags, command: Command) => {
    const { hypothesis = 1 } = flags;
    const width = beamWidth(command, flags, { flag: "--hypothesis", needed: hypothesis });
    const model = await openModel(flags.model, await openBackend(flags.backend));
    const { show } = screenOn(process.stderr);
    const source = sourceTokens(model, word);
    if (source.length === 0) throw new UserError("nothing to look at", { mend: "give a word" });
    unknownTokenNotes(model, show)(source);
    const inspect = flags.trace === undefined ? "weights" : "everything";
    const [answers] = await answersTo(model, [source], width, flags, { inspect });
    if (answers.length < hypothesis) {
      throw new UserError(`the beam found only ${answers.length} hypotheses`, {
        mend: `ask for --hypothesis ${answers.length} at most`,
      });
    }
    const answer = answers[hypothesis - 1];
    const matrix = attentionOf(model, source, answer);
    if (flags.svg !== undefined) {
      const { attentionSvg } = await import("../figures/attentionSvg.js");
      const place = width > 1 ? `, ${hypothesis} of a beam of ${width}` : "";
      const title = `${word.trim()} → ${answer.text}${place}`;
      await writeAtomically(flags.svg, attentionSvg(matrix, title));
      show(`drawn in ${flags.svg}`);
    }
    if (flags.trace !== undefined) {
      const { attentionTrace } = await import("../figures/attentionTrace.js");
      await writeAtomically(flags.trace, `${attentionTrace(model, source, answers)}\n`);
      show(`traced in ${flags.trace}`);
    }
    if (flags.json) {
      const { attentionJson } = await import("../figures/attentionJson.js");
      process.stdout.write(`${attentionJson(matrix)}\n`);
    } else {
      const { attentionText } = await import("../figures/attentionText.js");
      const heatmap = attentionText(matrix, lookOf(process.stdout, process.env));
      const said = [word.trim(), answer.text];
      if (width > 1) said.push(Math.exp(answer.logProbability).toFixed(4));
      process.stdout.write(`${said.join("\t")}\n\n${heatmap}\n`);
    }
  });
