/**
 * @file The list of all subjects, and which of them a command line means.
 */
import { UserError } from "@heed/attention";
import { operators, type AnyOperator } from "@heed/tensor";
import { closest } from "../arguments/closest.js";
import { explainables } from "../explanations/explanation.js";
import { attentionSubjects } from "./attentionSubjects.js";
import { cellSubjects } from "./cellSubjects.js";
import { modelSubjects } from "./modelSubjects.js";
import { operatorSubjects } from "./operatorSubjects.js";
import { programSubjects } from "./programSubjects.js";
import { fullName, kinds, type Subject } from "./subject.js";

/** Everything that has a derivative, in the order of the table. */
export const subjects: readonly Subject[] = [
  ...operatorSubjects,
  ...cellSubjects,
  ...attentionSubjects,
  ...modelSubjects,
  ...programSubjects,
];

/**
 * The subjects of that name, of that kind, or of that kind and name (`cell/gru`). Throws `UserError`
 * where there are none.
 */
export function subjectsNamed(word: string): readonly Subject[] {
  if (Object.hasOwn(kinds, word)) return subjects.filter(({ kind }) => kind === word);
  const found = subjects.filter(
    ({ kind, name, also = [] }) =>
      [name, fullName({ kind, name })].includes(word) || also.includes(word),
  );
  if (found.length > 0) return found;
  throw new UserError(...whyNot(word));
}

function whyNot(word: string): [problem: string, details: { readonly mend: string }] {
  const flat = Object.values<AnyOperator>(operators).find(({ name }) => name === word);
  if (flat !== undefined) {
    const why = flat.derivative.replace(/^none: /, "");
    return [`${word} has no derivative to check: ${why}`, { mend: "leave it out" }];
  }
  const known = explainables().find(({ name }) => name === word);
  if (known !== undefined) {
    return [
      `${word}, of the kind ${known.kind}, has no derivative to check`,
      { mend: "leave it out" },
    ];
  }
  const names = subjects.flatMap((subject) => [
    ...[subject.name, subject.kind, fullName(subject)],
    ...(subject.also ?? []),
  ]);
  const meant = closest(word, names);
  const mend =
    meant === undefined
      ? `\`npx heed explain\` lists all names; kinds are ${Object.keys(kinds).join(", ")}`
      : `did you mean ${meant}?`;
  return [`nothing here to check is called ${JSON.stringify(word)}`, { mend }];
}
