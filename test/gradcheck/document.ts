/** @file What both checkers say of each case, as Markdown. */
import type { CheckMode, GradientReport } from "@heed/autograd";
import { cases, torch, type Case, type Verdict } from "./cases.js";

/** Modes of checkGradient, by their columns. */
export const modes: readonly CheckMode[] = ["projected", "full"];

/** What a checker says of a case, and what it names. */
export interface Said {
  readonly verdict: Verdict;
  readonly input?: string;
  readonly element?: string;
  readonly operator?: string;
}

interface Column {
  readonly name: string;
  /** One for each case; none where it would take minutes. */
  readonly said: readonly (Said | undefined)[];
}

/** What a report says. */
export function saidBy({ ok, worst, wrong: [first], guilty }: GradientReport): Said {
  if (ok) return { verdict: "right" };
  const found = first ?? worst;
  return {
    verdict: "wrong",
    ...(found && { input: found.input }),
    ...(found?.index && { element: found.where }),
    ...(guilty && { operator: guilty.operator }),
  };
}

/** What an error message of PyTorch says: it counts outputs and inputs from 0. */
function saidByTorch({ verdict, says }: { verdict: Verdict; says: string }): Said {
  const input = /with respect to input (\d+)/.exec(says)?.[1];
  return { verdict, ...(verdict === "wrong" && input !== undefined && { input }) };
}

/** The whole document; `heed` holds what checkGradient says of each case, by mode. */
export function write(heed: Readonly<Record<CheckMode, readonly (Said | undefined)[]>>): string {
  const columns: Column[] = [
    ...modes.map((mode) => ({ name: `Heed, ${mode}`, said: heed[mode] })),
    { name: "gradcheck", said: torch.rows.map((row) => saidByTorch(row.default)) },
    { name: "fast_mode", said: torch.rows.map((row) => saidByTorch(row.fast)) },
  ];
  return [
    "# Gradient checks: Heed's and PyTorch's",
    head(),
    "## Who finds what",
    countsHead,
    countTable(columns),
    "## Case by case",
    casesHead,
    caseTable(columns),
    limits(),
  ]
    .join("\n\n")
    .concat("\n");
}

const of = (truth: Case["truth"]): number => cases.filter((tried) => tried.truth === truth).length;

function head(): string {
  const functions = new Set(cases.map((tried) => tried.function)).size;
  return `The same ${functions} functions, each written with its own derivative in TypeScript
([functions.ts](../../test/gradcheck/functions.ts)) and in Python
([torch_gradcheck.py](../../test/gradcheck/torch_gradcheck.py)), on the same inputs
([cases.json](../../test/gradcheck/cases.json)): ${of("right")} cases where the derivative is right, ${of("wrong")} where it is not.
\`checkGradient\` of @heed/autograd beside \`torch.autograd.gradcheck\` and \`gradgradcheck\` (second
derivatives) of PyTorch ${torch.version}, both with their defaults; PyTorch with \`fast_mode=True\` besides. Made by

\`\`\`sh
python3 test/gradcheck/torch_gradcheck.py && npx prettier --write test/gradcheck/torch_gradcheck.json
npx vitest run test/gradcheck -u
\`\`\`

and held by CI: \`npm test\` fails where a verdict of Heed is not the truth, or this file not what it says.`;
}

const countsHead = `A wrong derivative counts as told from the right one where a checker finds it and does not also find fault
with the right derivative of the same function on the same inputs.`;

/** What checkGradient is known to let pass. */
function limits(): string {
  const known = cases.filter(({ limit }) => limit !== undefined);
  const lines = known.map(({ function: name, about, limit }) => {
    return `- \`${name}\`, ${about}: ${String(limit)}.`;
  });
  return ["What Heed lets pass, as stated:", "", ...lines].join("\n");
}

const casesHead = `\`-\` is agreement that the derivative is right. What is found is named as the checker names it: the operator
and the worst element (in the full mode, of which output); PyTorch counts outputs and inputs from 0, and prints both Jacobians (not in fast mode).`;

function countTable(columns: readonly Column[]): string {
  const tally = (name: string, holds: (said: Said, tried: Case, column: Column) => boolean) => [
    name,
    ...columns.map((column) =>
      String(
        cases.filter((tried, i) => {
          const said = column.said[i];
          return said !== undefined && holds(said, tried, column);
        }).length,
      ),
    ),
  ];
  const finds = ({ verdict }: Said, { truth }: Case): boolean =>
    truth === "wrong" && verdict === "wrong";
  return table(
    ["", ...columns.map(({ name }) => name)],
    [
      tally(`wrong derivatives found, of ${of("wrong")}`, finds),
      tally("and told from the right one", (said, tried, column) => {
        return finds(said, tried) && !alarmsAtTwin(tried, column);
      }),
      tally(`false alarms, of ${of("right")}`, ({ verdict }, { truth }) => {
        return truth === "right" && verdict !== "right";
      }),
      tally("names the input", (said, tried) => finds(said, tried) && said.input !== undefined),
      tally("the element", (said, tried) => finds(said, tried) && said.element !== undefined),
      tally("the operator", (said, tried) => finds(said, tried) && said.operator !== undefined),
    ],
    "---:",
  );
}

/** Whether the right derivative is not found right either, on the same inputs. */
function alarmsAtTwin(tried: Case, { said }: Column): boolean {
  return cases.some(
    (other, i) =>
      other.truth === "right" &&
      other.function === tried.function &&
      other.inputs === tried.inputs &&
      said[i]?.verdict !== "right",
  );
}

function caseTable(columns: readonly Column[]): string {
  const rows = cases.map((tried, i) => [
    `\`${tried.function}\``,
    tried.about,
    tried.truth,
    ...columns.map((column) => cell(column.said[i], tried, column)),
  ]);
  return table(["function", "", "truth", ...columns.map(({ name }) => name)], rows, "---");
}

function cell(said: Said | undefined, tried: Case, column: Column): string {
  if (said === undefined) return "not run";
  if (said.verdict === "refused") return "**refused**";
  if (tried.truth === "right") return said.verdict === "right" ? "-" : "**false alarm**";
  if (said.verdict === "right") return "**missed**";
  if (alarmsAtTwin(tried, column)) return "found, and the right one too";
  const { operator, element, input } = said;
  const place = element ?? (input === undefined ? undefined : `input ${input}`);
  const names = [operator, place].filter((name) => name !== undefined);
  return ["found", names.map((name) => `\`${name}\``).join(", ")].filter(Boolean).join(": ");
}

/** Columns after the first are set by `rule`. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule: string,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [head, ["---", ...head.slice(1).map(() => rule)], ...rows].map(line).join("\n");
}
