/**
 * @file The coverage of the gradient checks as a document: every operator, cell, score, window, part
 * and whole model against every check, of both orders; and how many wrong derivatives are noticed.
 */
import { checks, type Check, type CheckName, type CheckOrder } from "@heed/autograd";
import { operators, type AnyOperator } from "@heed/tensor";
import { isDifferentiable, mutationKinds, type MutationKind } from "@heed/testing";
import { formatDuration } from "../figures/progressLine.js";
import { tableMarkdown, type TableColumn } from "../figures/textTable.js";
import type { Checked } from "./checkAll.js";
import { formatPart, formatShare } from "./formatNumber.js";
import type { MutationRow } from "./mutate.js";
import type { Mutated } from "./mutateAll.js";
import { partOf, type Row } from "./row.js";
import { kinds, type Kind } from "./subject.js";
import { scoreOf } from "./totalScore.js";

/** What a document is made of. */
export interface Coverage {
  readonly checked: Checked;
  readonly mutated: Mutated;
  /** The command that found it. */
  readonly command: string;
  readonly machine: string;
  readonly date: Date;
}

/** A check of one order: `differences`, and `differences²` of the second. */
interface CheckColumn {
  readonly name: CheckName;
  readonly order: CheckOrder;
  readonly title: string;
  readonly about: string;
}

/** Every check, of each order in which it is done. */
export const checkColumns: readonly CheckColumn[] = ([1, 2] as const).flatMap((order) =>
  (Object.entries(checks) as [CheckName, Check][])
    .filter(([, { orders }]) => orders.includes(order))
    .map(([name, { about }]) => ({
      ...{ name, order, about },
      title: order === 1 ? name : `${name}²`,
    })),
);

/** The whole document. */
export function coverageMarkdown({ checked, mutated, command, machine, date }: Coverage): string {
  const sections = (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const rows = checked.rows.filter((row) => row.kind === kind);
    const without = kind === "operator" ? [withoutDerivative()] : [];
    if (rows.length === 0) return [];
    return [`## ${capital(kind)}`, `${capital(kinds[kind])}.`, coverageTable(rows), ...without];
  });
  const cases = checked.rows.reduce((sum, row) => sum + row.cases, 0);
  return [
    "# Gradients: what is checked, and what the checks are worth",
    `Made by \`${command}\` on ${date.toISOString().slice(0, 10)} (${machine}): ${cases} random cases in ` +
      `${formatDuration(checked.seconds)}, ${scoreOf(mutated.rows).mutants} wrong derivatives in ` +
      `${formatDuration(mutated.seconds)}. It is not edited.`,
    "Each row is one subject at random points, in float64 on the reference backend. Each cell says how often " +
      "a check compared something, and which part of its tolerance the largest error took; beyond 100 % it fails. " +
      "Tolerances are not chosen: they are the error bars of the differences. Kinks are points without a derivative, " +
      "which are counted and are no failures. Every case can be tried alone: `npx heed gradcheck cell/gru --seed 1 --case 0`.",
    tableMarkdown({
      columns: columnsOf(["check", "what must hold"]),
      rows: checkColumns.map(({ title, about, order }) => [
        title,
        order === 1 ? about : `${about}, of the gradient as a function of inputs and cotangent`,
      ]),
    }),
    ...sections,
    "## Mutants",
    ...mutationSection(mutated),
  ]
    .join("\n\n")
    .concat("\n");
}

function coverageTable(rows: readonly Row[]): string {
  return tableMarkdown({
    columns: columnsOf(["name", "cases", "kinks", ...checkColumns.map(({ title }) => title)], 1),
    rows: rows.map((row) => [
      `\`${row.name}\`${isFused(row) ? " (fused)" : ""}`,
      String(row.cases),
      String(row.kinks),
      ...checkColumns.map((column) => checkCell(row, column)),
    ]),
  });
}

/** "120 · 7 %", "120" where there is no error at all, "**fails**", "–" where it was not done. */
function checkCell(row: Row, { name, order }: CheckColumn): string {
  const total = row.checks.find((check) => check.name === name && check.order === order);
  if (total === undefined) return "–";
  if (!total.ok) return "**fails**";
  return total.worst === 0 ? String(total.cases) : `${total.cases} · ${formatPart(partOf(total))}`;
}

function isFused({ kind, name }: Row): boolean {
  const operator = Object.values<AnyOperator>(operators).find((known) => known.name === name);
  return kind === "operator" && operator?.vjp !== undefined && operator.composition !== undefined;
}

/** Operators that say of themselves that there is nothing to check. */
function withoutDerivative(): string {
  const rows = Object.values<AnyOperator>(operators)
    .filter((operator) => !isDifferentiable(operator))
    .map(({ name, derivative }) => [`\`${name}\``, derivative]);
  return tableMarkdown({ columns: columnsOf(["name", "derivative"]), rows });
}

function mutationSection({ rows, seconds }: Mutated): string[] {
  const { mutants, killed, inert, survivors, falseAlarms, byKind } = scoreOf(rows);
  return [
    `${killed} of ${mutants} wrong derivatives are noticed (${formatShare(killed, mutants)}), in ` +
      `${formatDuration(seconds)}; ${inert.length} more give the right numbers in every case, and are none. ` +
      "Rules of operators are got wrong step by step, and so are their compositions; of functions, the rule " +
      "of one node of the tape. Of long tapes, mutants are drawn by lot.",
    tableMarkdown({
      columns: columnsOf(["kind of mutation", "what is wrong", "mutants", "killed"], 2),
      rows: (Object.entries(mutationKinds) as [MutationKind, string][]).map(([kind, about]) => {
        const { mutants, killed } = byKind[kind];
        return [kind, about, String(mutants), formatShare(killed, mutants)];
      }),
    }),
    tableMarkdown({
      columns: columnsOf(["subjects", "mutants", "killed", "inert", "time"], 1),
      rows: (Object.keys(kinds) as Kind[]).flatMap((kind) => {
        const some = rows.filter((row) => row.kind === kind);
        return some.length === 0 ? [] : [mutationCells(kind, some)];
      }),
    }),
    ...(survivors.length > 0 ? [`Survivors: ${survivors.join("; ")}.`] : []),
    ...(falseAlarms.length > 0 ? [`False alarms: ${falseAlarms.join("; ")}.`] : []),
  ];
}

function mutationCells(kind: Kind, rows: readonly MutationRow[]): string[] {
  const { mutants, killed, inert } = scoreOf(rows);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  return [
    `${kind} (${rows.length})`,
    String(mutants),
    formatShare(killed, mutants),
    String(inert.length),
    formatDuration(seconds),
  ];
}

/** Columns of these titles; those from `numbersFrom` on hold numbers. */
function columnsOf(titles: readonly string[], numbersFrom = Infinity): TableColumn[] {
  return titles.map((title, c) => ({ title, align: c < numbersFrom ? "left" : "right" }));
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
