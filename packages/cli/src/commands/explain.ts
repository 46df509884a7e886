/**
 * @file `heed explain`: what an operator, an attention or a cell computes, with its source.
 */
import { UserError } from "@heed/attention";
import { Command } from "commander";
import { hintFor } from "../arguments/closest.js";
import { examples } from "../arguments/shared.js";
import { explainables, type Explainable, type Explanation } from "../explanations/explanation.js";
import { printJson } from "../printJson.js";
import { screenOn, type Screen } from "../screen.js";

export const explain: Command = new Command("explain")
  .description("show what an operator, an attention or a cell computes, and its code")
  .argument("[name]", "what to explain; without it, the list of all")
  .option("--json", "print an object for other programs")
  .addHelpText(
    "after",
    examples("npx heed explain", "npx heed explain softmax", "npx heed explain additive --json"),
  )
  .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
    const known = explainables();
    const screen = screenOn(process.stdout);
    if (name === undefined) {
      if (json) printJson(Array.from(known, ([name, { kind, about }]) => ({ name, kind, about })));
      else list(known, screen);
      return;
    }
    const found = known.get(name)?.explain();
    if (found === undefined) {
      const mend = `${hintFor(name, [...known.keys()])} \`npx heed explain\` lists all`;
      throw new UserError(`nothing here is called ${JSON.stringify(name)}`, { mend });
    }
    if (json) printJson(found);
    else print(found, screen);
  });

const headings: Readonly<Record<Explanation["kind"], string>> = {
  operator: "Operators",
  attention: "Attention",
  cell: "Cells",
};

function list(known: ReadonlyMap<string, Explainable>, { say, list, colors }: Screen): void {
  for (const [kind, heading] of Object.entries(headings)) {
    const entries = [...known].filter(([, item]) => item.kind === kind);
    say(colors.bold(heading));
    list(entries.map(([name, { about }]) => [name, about]));
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
