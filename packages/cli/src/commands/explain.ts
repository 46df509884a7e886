/**
 * @file `heed explain`: what an operator or a part of a model computes, with its source.
 */
import { UserError } from "@heed/attention";
import { Command } from "commander";
import { hintFor } from "../arguments/closest.js";
import { examples } from "../arguments/shared.js";
import {
  explainables,
  kinds,
  type Explainable,
  type Explanation,
} from "../explanations/explanation.js";
import { printJson } from "../printJson.js";
import { screenOn, type Screen } from "../screen.js";

export const explain: Command = new Command("explain")
  .description("show what an operator or a part of a model computes, and its code")
  .argument("[name]", "what to explain; without it, the list of all")
  .option("--json", "print an object for other programs")
  .addHelpText(
    "after",
    examples(
      "npx heed explain",
      "npx heed explain softmax",
      "npx heed explain local-p",
      "npx heed explain additive --json",
    ),
  )
  .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
    const known = explainables();
    const screen = screenOn(process.stdout);
    if (name === undefined) {
      if (json) printJson(known.map(({ name, kind, about }) => ({ name, kind, about })));
      else list(known, screen);
      return;
    }
    const found = known.filter((item) => item.name === name);
    if (found.length === 0) {
      const names = known.map((item) => item.name);
      const mend = `${hintFor(name, names)} \`npx heed explain\` lists all`;
      throw new UserError(`nothing here is called ${JSON.stringify(name)}`, { mend });
    }
    found.forEach((item, i) => {
      if (json) printJson(item.explain());
      else {
        if (i > 0) screen.show("");
        print(item.explain(), screen);
      }
    });
  });

function list(known: readonly Explainable[], { say, list, colors }: Screen): void {
  for (const kind of kinds) {
    const entries = known.filter((item) => item.kind === kind);
    say(colors.bold(kind));
    list(entries.map(({ name, about }) => [name, about]));
    say();
  }
}

function print(found: Explanation, { say, show, list, colors }: Screen): void {
  const { name, kind, about, facts, listings } = found;
  say(`${colors.bold(name)} (${kind}): ${about}`);
  say();
  list(Object.entries(facts));
  for (const { title, code } of listings) {
    show(`\n${colors.bold(title)}\n\n${code.replaceAll(/^(?=.)/gm, "  ")}`);
  }
}
