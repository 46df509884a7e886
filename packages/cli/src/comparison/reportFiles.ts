/**
 * @file A comparison's folder: its report as JSON after every finished trial, from which it can go
 * on, and its table and picture at the end.
 */
import { join } from "node:path";
import { attentions, cells, orders, readouts, starts, UserError, windows } from "@heed/attention";
import * as v from "valibot";
import { backends } from "../backends.js";
import { readWhole } from "@heed/attention/files/readBytes";
import { writeAtomically } from "../files/writeAtomically.js";
import { lengthTasks, type Comparison } from "./comparison.js";
import { measures } from "./measures.js";
import { reportMarkdown, reportSvg, type ComparisonReport } from "./report.js";
import type { TrialResult } from "./trial.js";

const comparisonFiles = {
  /** The whole report. */
  json: "compare.json",
  svg: "compare.svg",
  markdown: "compare.md",
} as const;

const keyOf = <K extends string>(list: Readonly<Record<K, unknown>>) =>
  v.picklist(Object.keys(list) as K[]);
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const number = v.number();

const Saved = v.object({
  command: v.string(),
  comparison: v.object({
    view: v.picklist(["lengths", "scores"]),
    measure: keyOf(measures),
    task: keyOf(lengthTasks),
    contestants: v.array(
      v.object({ name: v.string(), attention: keyOf(attentions), window: keyOf(windows) }),
    ),
    lengths: v.tuple([count, count]),
    trainLengths: v.tuple([count, count]),
    seeds: count,
    sources: count,
    cell: keyOf(cells),
    start: keyOf(starts),
    order: keyOf(orders),
    readout: keyOf(readouts),
    hidden: count,
    embedding: count,
    alignment: count,
    reach: count,
    updates: count,
    batch: count,
    learningRate: v.pipe(number, v.gtValue(0)),
    backend: keyOf(backends),
  }),
  models: v.array(
    v.object({
      runs: v.array(
        v.object({
          name: v.string(),
          seed: count,
          parameters: count,
          seconds: number,
          points: v.array(v.object({ length: count, token: number, exact: number })),
          familiar: v.object({
            token: number,
            exact: number,
            loss: number,
            aer: v.exactOptional(number),
            entropy: v.exactOptional(number),
          }),
        }),
      ),
    }),
  ),
});

/** A comparison that was begun. */
export interface BegunComparison {
  readonly comparison: Comparison;
  readonly command: string;
  readonly results: readonly TrialResult[];
}

/** Keeps what is known so far. */
export async function saveReport(folder: string, report: ComparisonReport): Promise<void> {
  const json = JSON.stringify(report, null, 2);
  await writeAtomically(join(folder, comparisonFiles.json), `${json}\n`);
}

/** Draws and writes a report for people. */
export async function publishReport(folder: string, report: ComparisonReport): Promise<void> {
  await writeAtomically(join(folder, comparisonFiles.svg), await reportSvg(report));
  await writeAtomically(join(folder, comparisonFiles.markdown), reportMarkdown(report));
}

/** What a folder keeps. Throws `UserError` where that is no comparison. */
export async function readBegun(folder: string): Promise<BegunComparison> {
  const file = join(folder, comparisonFiles.json);
  const bytes = await readWhole(file).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause;
    const mend = "name the folder of a comparison as --out, or leave out --resume";
    throw new UserError("there is no comparison to go on with", { file: folder, mend, cause });
  });
  const mend = "begin anew in another --out";
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new UserError("it is not JSON", { file, mend, cause });
  }
  const parsed = v.safeParse(Saved, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new UserError(`${v.getDotPath(issue) ?? "it"}: ${issue.message}`, { file, mend });
  }
  const { comparison, command, models } = parsed.output;
  return { comparison, command, results: models.flatMap(({ runs }) => runs) };
}
