/**
 * @file A comparison that somebody watches and may stop: from what was asked to the table.
 */
import { INTERRUPTED, interruptible } from "../interruption.js";
import { counted } from "../counted.js";
import { checkWritable, writeAtomically } from "../files/writeAtomically.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { screenOn, type Screen } from "../screen.js";
import { shellWord } from "../shellWord.js";
import { legendOf, trialsOf, type Comparison, type Trial } from "./comparison.js";
import { budgetOf, partsInWords, questionsOf, titleOf } from "./describe.js";
import { measures } from "./measures.js";
import {
  reportMarkdown,
  reportNotes,
  reportOf,
  reportSvg,
  reportText,
  type ComparisonReport,
} from "./report.js";
import { publishReport, saveReport, type BegunComparison } from "./reportFiles.js";
import { runTrials } from "./runTrials.js";
import type { TrialResult } from "./trial.js";

/** A comparison, and what is known of it from before. */
export type Asked = BegunComparison;

/** What is to become of it. */
export interface CompareOptions {
  readonly threads: number;
  readonly out?: string;
  readonly svg?: string;
  readonly markdown?: string;
  readonly json: boolean;
}

/** Runs what is missing of a comparison and shows all of it. */
export async function compare(
  { comparison, command, results: before }: Asked,
  options: CompareOptions,
): Promise<void> {
  const talk = screenOn(process.stderr);
  const results = [...before];
  const missing = trialsOf(comparison).filter((trial) => !before.some(isOf(trial)));
  // Before models are trained for minutes.
  for (const file of [options.svg, options.markdown]) {
    if (file !== undefined) await checkWritable(file);
  }

  const report = (): ComparisonReport => reportOf(comparison, command, results);
  const keep = async (): Promise<void> => {
    if (options.out !== undefined) await saveReport(options.out, report());
  };
  await keep();
  describe(comparison, missing.length, talk);
  const progress = startProgress("comparing");
  try {
    await interruptible(async (stop) => {
      stop.addEventListener("abort", () => {
        progress.say("stopping; what is finished is kept");
      });
      await runTrials(comparison, missing, {
        threads: options.threads,
        stop,
        onProgress: (fraction) => progress.report({ fraction }),
        onResult: async (result) => {
          results.push(result);
          progress.say(summaryOf(result, comparison));
          await keep();
        },
      });
    });
  } finally {
    progress.stop();
  }
  await show(report(), options, talk);
}

function isOf({ contestant, seed }: Trial): (result: TrialResult) => boolean {
  return (result) => result.name === contestant.name && result.seed === seed;
}

function describe(comparison: Comparison, trials: number, { say, list, colors }: Screen): void {
  say(colors.bold(titleOf(comparison)));
  list(legendOf(comparison));
  say(`Each: ${budgetOf(comparison)}.`);
  say(`All: ${partsInWords(comparison)}.`);
  say(`Measured on ${questionsOf(comparison)}; ${counted(trials, "model")} to train.`);
}

/** "additive, seed 1: token accuracy 98.2 % at the lengths trained on, 43 s" */
function summaryOf(
  { name, seed, seconds, familiar }: TrialResult,
  { measure }: Comparison,
): string {
  const accuracy = `${measures[measure]} ${familiar[measure].toFixed(1)} %`;
  return `${name}, seed ${seed}: ${accuracy} at the lengths trained on, ${seconds.toFixed(0)} s`;
}

async function show(
  report: ComparisonReport,
  { out, svg, markdown, json }: CompareOptions,
  talk: Screen,
): Promise<void> {
  if (json) printJson(report);
  else if (report.models.length > 0) {
    const { look, show: print, say } = screenOn(process.stdout);
    print(reportText(report, look.width));
    reportNotes(report).forEach((note) => say(note));
  }
  if (!report.done) {
    const finished = report.models.reduce((sum, { runs }) => sum + runs.length, 0);
    const all = trialsOf(report.comparison).length;
    talk.say(`Stopped: ${finished} of ${all} models are finished.`);
    if (out !== undefined) {
      talk.say("This goes on:");
      talk.show(`  npx heed compare --out ${shellWord(out)} --resume`);
    }
    process.exitCode = INTERRUPTED;
  }
  if (report.models.length === 0) return;
  if (out !== undefined) {
    await publishReport(out, report);
    talk.say(`Kept in ${out}.`);
  }
  if (svg !== undefined) {
    await writeAtomically(svg, await reportSvg(report));
    talk.say(`Drawn in ${svg}.`);
  }
  if (markdown !== undefined) {
    await writeAtomically(markdown, reportMarkdown(report));
    talk.say(`Written to ${markdown}.`);
  }
}
