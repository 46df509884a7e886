/**
 * @file A mutation score that somebody watches and may stop: row after row, as they are done.
 */
import { UserError } from "@heed/attention";
import { mutationKinds, type MutationKind } from "@heed/testing";
import { counted } from "../counted.js";
import { formatDuration } from "../figures/progressLine.js";
import { tableText } from "../figures/textTable.js";
import { INTERRUPTED } from "../interruption.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { screenOn } from "../screen.js";
import { formatSeconds, formatShare } from "./formatNumber.js";
import type { Telling } from "./gradcheck.js";
import { longest, numberColumn, startTable, type LiveColumn } from "./liveTable.js";
import { isMutable, type MutationRow } from "./mutate.js";
import { mutateAll, type Mutated, type MutationAsked } from "./mutateAll.js";
import { scoreOf, type TotalScore } from "./totalScore.js";
import { fullName } from "./subject.js";

/**
 * Makes derivatives wrong, tells which of them are noticed, and sets the exit code: 1 where one is
 * not, or a right one is said to be wrong; 130 where it was stopped.
 */
export async function mutation(asked: MutationAsked, { json }: Telling): Promise<Mutated> {
  const subjects = asked.subjects.filter(isMutable);
  if (subjects.length === 0) {
    throw new UserError("a program has no mutants of its own", { mend: "name its operators" });
  }
  const progress = startProgress("mutating");
  const show = json ? () => undefined : startTable(columnsFor({ ...asked, subjects }), progress);
  const mutated = await mutateAll(
    { ...asked, subjects },
    {
      onRow: (row) => show(row, row.ok ? undefined : failureText(row)),
      onProgress: (fraction) => progress.report({ fraction }),
    },
  ).finally(() => progress.stop());
  const { rows, done, seconds } = mutated;
  const score = scoreOf(rows);
  const ok = score.survivors.length + score.falseAlarms.length === 0;
  if (json) printJson({ ok, done, ...score, seed: asked.seed, ms: Math.round(1000 * seconds) });
  else showScore(score, mutated, subjects.length);
  if (!ok) process.exitCode = 1;
  if (!done) process.exitCode = INTERRUPTED;
  return mutated;
}

function columnsFor({ subjects }: MutationAsked): LiveColumn<MutationRow>[] {
  return [
    { title: "subject", align: "left", cell: fullName, widest: longest(subjects.map(fullName)) },
    { title: "", align: "left", cell: ({ ok }) => (ok ? "✓" : "✗"), widest: "✓" },
    numberColumn("mutants", ({ mutants }) => String(mutants)),
    numberColumn("killed", ({ killed }) => String(killed)),
    numberColumn("inert", ({ inert }) => String(inert.length)),
    numberColumn("time", ({ seconds }) => formatSeconds(seconds), "123.4 s"),
  ];
}

function failureText({ survivors, falseAlarms }: MutationRow): string {
  return [
    ...survivors.map((name) => `survives: ${name}`),
    ...falseAlarms.map((name) => `false alarm: ${name}`),
  ].join("\n");
}

function showScore(score: TotalScore, { done, rows, seconds }: Mutated, subjects: number): void {
  const { look, show, say } = screenOn(process.stdout);
  const kinds = (Object.keys(mutationKinds) as MutationKind[]).filter(
    (kind) => score.byKind[kind].mutants > 0,
  );
  const columns = ["kind of mutation", "mutants", "killed"].map((title, c) => ({
    title,
    align: c === 0 ? ("left" as const) : ("right" as const),
  }));
  const counts = kinds.map((kind) => {
    const { mutants, killed } = score.byKind[kind];
    return [kind, String(mutants), String(killed)];
  });
  say();
  show(tableText({ columns, rows: counts }, look.width));
  say();
  const stopped = done ? "" : `Stopped after ${rows.length} of ${subjects}. `;
  const { mutants, killed, inert } = score;
  say(
    `${stopped}${killed.toLocaleString("en")} of ${counted(mutants, "wrong derivative")} are noticed ` +
      `(${formatShare(killed, mutants)}), in ${formatDuration(seconds)}; ${inert.length} more give the ` +
      "right numbers in every case, and are none.",
  );
}
