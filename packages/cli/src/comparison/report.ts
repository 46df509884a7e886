/**
 * @file The report of a comparison: as JSON, a picture, Markdown, and text for a terminal. All show
 * the same findings.
 */
import { isFixedContext } from "@heed/attention";
import { lengthCurveMarkdown, lengthCurveText } from "../figures/lengthCurveTable.js";
import { scoreTable } from "../figures/scoreTable.js";
import { tableMarkdown, tableText } from "../figures/textTable.js";
import { machineHere } from "../machineHere.js";
import { legendOf, trialsOf, type Comparison } from "./comparison.js";
import { budgetOf, intervalOf, partsInWords, questionsOf, titleOf } from "./describe.js";
import { findingsOf, type ModelFindings } from "./findings.js";
import { measures } from "./measures.js";
import type { TrialResult } from "./trial.js";

/** All that is known of a comparison: what `--json` prints. Accuracies are in percent. */
export interface ComparisonReport {
  readonly models: readonly ModelFindings[];
  /** Whether every trial is finished. */
  readonly done: boolean;
  readonly measure: string;
  readonly interval: string;
  /** The command line that asked for it. */
  readonly command: string;
  readonly machine: string;
  readonly comparison: Comparison;
}

export function reportOf(
  comparison: Comparison,
  command: string,
  results: readonly TrialResult[],
): ComparisonReport {
  return {
    models: findingsOf(comparison, results),
    done: results.length === trialsOf(comparison).length,
    measure: `${measures[comparison.measure]}, %`,
    interval: intervalOf(comparison),
    command,
    machine: machineHere(),
    comparison,
  };
}

/** The findings for a terminal so wide. */
export function reportText({ comparison, models }: ComparisonReport, width: number): string {
  if (comparison.view === "scores") return tableText(scoreTable(models), width);
  return lengthCurveText(models, comparison.trainLengths[1], width);
}

/** What a report has to say of itself when somebody stopped it. */
const STOPPED = "stopped: some models have fewer seeds, or none";

/** How to read the text, in sentences. */
export function reportNotes({ comparison, done }: ComparisonReport): string[] {
  const [, trained] = comparison.trainLengths;
  const stopped = done ? [] : [`${STOPPED}.`];
  return comparison.view === "scores"
    ? [
        ...stopped,
        `${intervalOf(comparison)}; sources of the lengths trained on, none seen in training. ` +
          "AER: how often the largest weight is in the wrong place; entropy in nats.",
      ]
    : [
        ...stopped,
        `${measures[comparison.measure]} in %, ${intervalOf(comparison)}. ` +
          `* longer than ${trained}, the longest source in training.`,
      ];
}

/** The findings as an .svg file. */
export async function reportSvg({ comparison, models, done }: ComparisonReport): Promise<string> {
  const facts = [budgetOf(comparison), intervalOf(comparison), ...(done ? [] : [STOPPED])];
  const caption = facts.join("; ");
  const heading = { title: titleOf(comparison), caption };
  // Drawing takes a library that is loaded when it is needed.
  if (comparison.view === "scores") {
    const { scoreTableSvg } = await import("../figures/scoreTableSvg.js");
    return scoreTableSvg(models, heading);
  }
  const { lengthCurveSvg } = await import("../figures/lengthCurveSvg.js");
  return lengthCurveSvg(models, {
    ...heading,
    measure: measures[comparison.measure],
    trained: comparison.trainLengths,
    dashed: models.filter(({ attention }) => isFixedContext(attention)).map(({ name }) => name),
  });
}

/** The findings as a Markdown file, with all that it takes to make them again. */
export function reportMarkdown(report: ComparisonReport): string {
  const { comparison, models, command, machine } = report;
  const table =
    comparison.view === "scores"
      ? tableMarkdown(scoreTable(models))
      : lengthCurveMarkdown(models, comparison.trainLengths[1]);
  const facts = [
    `Each model: ${budgetOf(comparison)}; the same batches for all models of a seed.`,
    `All models: ${partsInWords(comparison)}.`,
    `Measured on ${questionsOf(comparison)}.`,
    ...reportNotes(report).map(capital),
    ...legendOf(comparison).map(([name, about]) => `${name}: ${about}`),
    `Machine: ${machine}.`,
  ];
  return [
    `# ${capital(titleOf(comparison))}`,
    table,
    facts.map((fact) => `- ${fact.replaceAll("*", "\\*")}`).join("\n"),
    `\`\`\`sh\n${command}\n\`\`\``,
  ]
    .join("\n\n")
    .concat("\n");
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
