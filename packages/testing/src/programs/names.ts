/**
 * @file Names that read well: an input is called what the first operator that reads it calls its
 * operand, results are y, y2, y3 …
 */
import { operators, type AnyOperator } from "@heed/tensor";
import type { Program } from "./program.js";

const keys = new Map<AnyOperator, string>(
  Object.entries(operators as Record<string, AnyOperator>).map(([key, operator]) => [
    operator,
    key,
  ]),
);

/** What the list of operators calls this one; undefined where it is somebody's own. */
export function nameInList(operator: AnyOperator): string | undefined {
  return keys.get(operator);
}

/** A word that may stand in a program's text; what is no letter or digit is left out. */
export function identifier(text: string): string {
  const word = text.replaceAll(/[^A-Za-z0-9_$]/g, "");
  return /^[A-Za-z_$]/.test(word) ? word : `_${word}`;
}

/** What the text of a program uses itself, and what JavaScript keeps. */
const reserved = [
  ...["at", "callable", "checkGradient", "console", "f", "inputs", "ops", "reference", "tensor"],
  ...["arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger"],
  ...["default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally"],
  ...[
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
  ],
  ...["null", "package", "private", "protected", "public", "return", "static", "super", "switch"],
  ...[
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
  ],
];

/** The same program, its inputs and results named anew in the order in which they are used. */
export function named(program: Program): Program {
  const own = program.steps.flatMap(({ operator }) =>
    keys.has(operator) ? [] : [identifier(operator.name)],
  );
  const taken = new Set([...reserved, ...own]);
  const names = new Map<string, string>();
  const name = (old: string, wish: string): void => {
    if (names.has(old)) return;
    let chosen = wish;
    for (let n = 2; taken.has(chosen); n++) chosen = `${wish}${n}`;
    taken.add(chosen);
    names.set(old, chosen);
  };
  for (const { operator, operands, results } of program.steps) {
    operands.forEach((operand, i) => {
      const word = operator.operands[i] ?? operator.operands.at(-1) ?? "x";
      // A list of operands is called xs; each of them is an x.
      name(operand, identifier(operator.arity === "many" ? word.replace(/s$/, "") : word));
    });
    for (const result of results) name(result, "y");
  }
  const renamed = (old: string): string => names.get(old) ?? old;
  const order = [...names.keys()];
  return {
    inputs: program.inputs
      .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
      .map((input) => ({ ...input, name: renamed(input.name) })),
    steps: program.steps.map((step) => ({
      ...step,
      operands: step.operands.map(renamed),
      results: step.results.map(renamed),
    })),
    results: program.results.map(renamed),
  };
}
