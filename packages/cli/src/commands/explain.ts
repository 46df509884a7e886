/**
 * @file `heed explain`: what an operator or a part of a model computes, with its source.
 */
import { UserError } from "@heed/attention";
import { operators, type AnyOperator } from "@heed/tensor";
import { Command } from "commander";
import { hintFor } from "../arguments/closest.js";
import { examples, listedOption } from "../arguments/shared.js";
import { emitters, type Language } from "../explanations/emitters.js";
import {
  explainables,
  kinds,
  type Explainable,
  type Explanation,
} from "../explanations/explanation.js";
import { launchesOf } from "../explanations/launchesOf.js";
import { printJson } from "../printJson.js";
import { screenOn, type Screen } from "../screen.js";

interface Flags {
  readonly emitted?: Language;
  readonly json?: boolean;
}

export const explain: Command = new Command("explain")
  .description("show what an operator or a part of a model computes, and its code")
  .argument("[name]", "what to explain; without it, the list of all")
  .addOption(
    listedOption("--emitted <language>", "show its kernels as gpu.js emits them, too", emitters),
  )
  .option("--json", "print an object for other programs")
  .addHelpText(
    "after",
    examples(
      "npx heed explain",
      "npx heed explain softmax",
      "npx heed explain softmax --emitted wgsl",
      "npx heed explain local-p",
      "npx heed explain additive --json",
    ),
  )
  .action(async (name: string | undefined, { json, emitted: language }: Flags) => {
    const known = explainables();
    const screen = screenOn(process.stdout);
    if (name === undefined && language !== undefined) {
      throw new UserError("--emitted needs the name of an operator", { mend: "such as softmax" });
    }
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
    if (language !== undefined) checkHasKernels(name);
    const emitter = language && (await emitters[language]());
    for (const [i, item] of found.entries()) {
      const explanation = item.explain(emitter);
      if (json) printJson(explanation);
      else {
        if (i > 0) screen.show("");
        print(explanation, screen);
      }
    }
  });

/** Throws `UserError` where there is nothing to emit. */
function checkHasKernels(name: string): void {
  const operator = Object.values<AnyOperator>(operators).find((known) => known.name === name);
  if (operator !== undefined && launchesOf(operator).length > 0) return;
  const mend = "leave out --emitted";
  throw new UserError(`${name} has no kernels of its own, so gpu.js emits none`, { mend });
}

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
