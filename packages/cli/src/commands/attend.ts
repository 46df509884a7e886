/**
 * @file `heed attend`: where a model looks in a source, for every token of its answer.
 */
import { predictGreedy, sourceTokens, UserError } from "@heed/attention";
import { Command } from "commander";
import { backendOption, examples, modelOption } from "../arguments/shared.js";
import { attentionOf } from "../attentionOf.js";
import { backends, type BackendName } from "../backends.js";
import { lookOf } from "../figures/terminal.js";
import { writeAtomically } from "../files/writeAtomically.js";
import { openModel } from "../openModel.js";
import { screenOn } from "../screen.js";
import { unknownTokenNotes } from "../unknownTokens.js";

interface Flags {
  readonly model: string;
  readonly svg?: string;
  readonly json?: boolean;
  readonly backend: BackendName;
}

export const attend: Command = new Command("attend")
  .description("show where a model looks")
  .argument("<word>", "a source; several words in quotes")
  .addOption(modelOption())
  .option("--svg <file>", "draw it into this file, too")
  .option("--json", "print the numbers instead: source, target, weights")
  .addOption(backendOption())
  .addHelpText(
    "after",
    examples(
      "npx heed attend --model runs/demo thoroughbred",
      "npx heed attend --model runs/demo thoroughbred --svg thoroughbred.svg",
      "npx heed attend --model runs/demo thoroughbred --json",
    ),
  )
  .action(async (word: string, flags: Flags) => {
    const model = await openModel(flags.model, await backends[flags.backend]());
    const { show } = screenOn(process.stderr);
    const source = sourceTokens(model, word);
    if (source.length === 0) throw new UserError("nothing to look at", { mend: "give a word" });
    unknownTokenNotes(model, show)(source);
    const [answer] = await predictGreedy(model, [source], { keepWeights: true });
    const matrix = attentionOf(model, source, answer);
    if (flags.svg !== undefined) {
      const { attentionSvg } = await import("../figures/attentionSvg.js");
      await writeAtomically(flags.svg, attentionSvg(matrix, `${word.trim()} → ${answer.text}`));
      show(`drawn in ${flags.svg}`);
    }
    if (flags.json) {
      const { attentionJson } = await import("../figures/attentionJson.js");
      process.stdout.write(`${attentionJson(matrix)}\n`);
    } else {
      const { attentionText } = await import("../figures/attentionText.js");
      const heatmap = attentionText(matrix, lookOf(process.stdout, process.env));
      process.stdout.write(`${word.trim()}\t${answer.text}\n\n${heatmap}\n`);
    }
  });
