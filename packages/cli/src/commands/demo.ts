/**
 * @file `heed demo`: in two minutes from nothing to a model that pronounces English.
 */
import { join } from "node:path";
import { Command } from "commander";
import { path, positiveNumber, wholeNumber } from "../arguments/parsers.js";
import { backendOption, demoFolder, examples, threadsOption } from "../arguments/shared.js";
import type { BackendName } from "../backends.js";
import { sample } from "../data/sample.js";
import { chooseFolder, type Wanted } from "../demo/chooseFolder.js";
import { openDemoRun, trainDemoRun, tryOut, type Outcome } from "../demo/learner.js";
import { drawLooks, lookInto } from "../demo/looks.js";
import {
  demoOptions,
  lookedAtWord,
  recipe,
  twin,
  watchedWord,
  wordsShown,
} from "../demo/recipe.js";
import { tellLook, tellNext, tellPlan, tellResults, tellTitle, tellWords } from "../demo/tell.js";
import { INTERRUPTED } from "../interruption.js";
import { printJson } from "../printJson.js";
import { writeLossCurve } from "../training/lossCurve.js";
import { readRunData } from "../training/runData.js";
import type { RunLength } from "../training/runLength.js";
import { screenOn } from "../screen.js";
import { shellWord } from "../shellWord.js";

interface Flags {
  readonly seconds: number;
  readonly seed: number;
  readonly twin?: boolean;
  readonly reuse?: boolean;
  readonly out: string;
  readonly heldOut: number;
  readonly backend: BackendName;
  readonly threads: number;
  readonly json?: boolean;
}

export const demo: Command = new Command("demo")
  .description("train a model that pronounces English, and see where it looks")
  .option("--seconds <N>", "how long to train", positiveNumber, 90)
  .option("--twin", "train its twin without attention, too, for as long")
  .option("--seed <N>", "decides the first weights and the order", wholeNumber(0), 1)
  .option("--held-out <N>", "how many held-out words to try", wholeNumber(1), 2000)
  .option("--out <folder>", "where it is kept; another one is numbered", path, demoFolder)
  .option("--reuse", "use the newest model from before; left open, demo asks, or else trains anew")
  .option("--no-reuse", "train anew, and do not ask")
  .addOption(backendOption())
  .addOption(threadsOption())
  .option("--json", "end with one object on stdout: wer, per, pairs, seconds")
  .addHelpText(
    "after",
    examples(
      "npx heed demo",
      "npx heed demo --reuse --twin",
      "npx heed demo --seconds 30 --seed 2 --json",
    ),
  )
  .action(async (flags: Flags, command: Command) => {
    const screen = screenOn(flags.json ? process.stderr : process.stdout);
    const out = flags.out.replace(/(?<=.)\/+$/, "");
    const chosen = await chooseFolder(out, wantedBy(flags, command), {
      reuse: flags.reuse,
      canAsk: process.stdin.isTTY && process.stderr.isTTY && flags.json !== true,
    });
    const { folder, record = { options: demoOptions(flags), length: lengthOf(flags) } } = chosen;
    tellTitle(folder, out, screen);
    const data = await readRunData(record.options);
    const runs = [await openDemoRun(folder, record, data, flags.threads)];
    if (flags.twin) {
      const options = { ...record.options, attention: twin };
      const twinFolder = join(folder, "none");
      runs.push(await openDemoRun(twinFolder, { ...record, options }, data, flags.threads));
    }
    tellPlan(runs, screen);

    const place = out === demoFolder ? "" : ` --out ${shellWord(out)}`;
    const again = `npx heed demo${place} --reuse`;
    const heldOut = sample(data.test, flags.heldOut);
    const outcomes: Outcome[] = [];
    for (const run of runs) {
      if (!(await trainDemoRun(run, watchedWord))) {
        screen.say(`Saved in ${run.folder}. This goes on:`);
        screen.show(`  ${again}${flags.twin ? " --twin" : ""}`);
        process.exitCode = INTERRUPTED;
        return;
      }
      outcomes.push(await tryOut(run, heldOut));
    }
    const [{ run, predictions }] = outcomes;
    await writeLossCurve(run.pathOf("lossCurve"), "Learning to pronounce English", runs);
    tellResults(outcomes, screen);
    tellWords(heldOut, predictions, screen);
    const words = heldOut.slice(0, wordsShown).map(({ source }) => source.join(""));
    const looks = await lookInto(run.model, [lookedAtWord, ...words]);
    await drawLooks(looks, run.pathOf("attention"));
    tellLook(looks[0], screen);
    tellNext(folder, flags.twin ? [] : [`${again} --twin`], screen);
    if (flags.json) printJson(Object.fromEntries(outcomes.map(resultOf)));
  });

function lengthOf({ seconds }: Flags): RunLength {
  return { unit: "seconds", amount: seconds };
}

/** What was asked for in so many words; the rest may be as it was. */
function wantedBy(flags: Flags, command: Command): Wanted {
  const isTyped = (name: keyof Flags): boolean => command.getOptionValueSource(name) === "cli";
  return {
    options: {
      task: "cmudict",
      attention: recipe.attention,
      ...(isTyped("seed") && { seed: flags.seed }),
      ...(isTyped("backend") && { backend: flags.backend }),
    },
    ...(isTyped("seconds") && { length: lengthOf(flags) }),
  };
}

function resultOf({ run, scores: { wer, per } }: Outcome): [attention: string, result: object] {
  const { record, progress, seconds } = run;
  const key = record.options.attention === twin ? "none" : "attention";
  return [key, { wer, per, pairs: progress.pairs, seconds }];
}
