/**
 * @file The mutation scores of many subjects as one.
 */
import { mutationKinds, type MutationKind, type MutationScore } from "@heed/testing";
import type { MutationRow } from "./mutate.js";

/** Names of mutants have their subject's full name before them. */
export type TotalScore = MutationScore;

export function scoreOf(rows: readonly MutationRow[]): TotalScore {
  const sum = (of: (row: MutationRow) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const named = (of: "survivors" | "inert" | "overlooked" | "falseAlarms"): string[] =>
    rows.flatMap((row) => row[of].map((name) => `${row.kind}/${name}`));
  const byKind = (Object.keys(mutationKinds) as MutationKind[]).map((kind) => [
    kind,
    {
      mutants: sum((row) => row.byKind[kind].mutants),
      killed: sum((row) => row.byKind[kind].killed),
    },
  ]);
  const judges = [...new Set(rows.flatMap(({ byCheck }) => Object.keys(byCheck)))];
  return {
    mutants: sum(({ mutants }) => mutants),
    killed: sum(({ killed }) => killed),
    survivors: named("survivors"),
    inert: named("inert"),
    overlooked: named("overlooked"),
    falseAlarms: named("falseAlarms"),
    byKind: Object.fromEntries(byKind) as MutationScore["byKind"],
    byCheck: Object.fromEntries(
      judges.map((check) => [check, sum(({ byCheck }) => byCheck[check] ?? 0)]),
    ),
  };
}
