/**
 * @file The loss curve of one run or several, as a file.
 */
import { writeAtomically } from "../files/writeAtomically.js";
import { attentionName } from "./describeRun.js";
import { curveOf } from "./report.js";
import type { Run } from "./run.js";

/** Draws the runs, against updates or seconds, whichever their length is counted in. */
export async function writeLossCurve(
  file: string,
  title: string,
  runs: readonly Run[],
): Promise<void> {
  // Drawing takes a library that is loaded when it is needed.
  const { lossCurveSvg } = await import("../figures/lossCurveSvg.js");
  const against = runs[0].record.length.unit === "seconds" ? "seconds" : "updates";
  const curves = runs.map(({ reports, record }) => ({
    name: attentionName(record.options.attention),
    reports: curveOf(reports),
  }));
  const look = { title, against, errorName: "word error rate" } as const;
  await writeAtomically(file, lossCurveSvg(curves, look));
}
