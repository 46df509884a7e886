/**
 * @file What there is to say of an operator, an attention or a cell: read off the object itself,
 * the code that runs included.
 */
import { attentions, cells } from "@heed/attention";
import { operators, type AnyOperator } from "@heed/tensor";
import { dedent } from "./dedent.js";
import { kernelsOf } from "./kernelsOf.js";

/** Code, and a line on what it is. */
export interface Listing {
  readonly title: string;
  readonly code: string;
}

export interface Explanation {
  readonly name: string;
  readonly kind: "operator" | "attention" | "cell";
  readonly about: string;
  /** Formula, derivative, source and the like, by name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly listings: readonly Listing[];
}

/** A part of a model, which says of itself what it is. */
interface Part {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
}

/** Everything that can be explained: what it is in one line, and how to explain it in full. */
export interface Explainable {
  readonly kind: Explanation["kind"];
  readonly about: string;
  explain(): Explanation;
}

/** Everything that can be explained, by name, in the order of the lists it comes from. */
export function explainables(): ReadonlyMap<string, Explainable> {
  const found = new Map<string, Explainable>();
  for (const operator of Object.values<AnyOperator>(operators)) {
    const { name, about } = operator;
    found.set(name, { kind: "operator", about, explain: () => explainOperator(operator) });
  }
  const addParts = (kind: "attention" | "cell", parts: Readonly<Record<string, Part>>): void => {
    for (const [name, part] of Object.entries(parts)) {
      found.set(name, { kind, about: part.about, explain: () => explainPart(name, kind, part) });
    }
  };
  addParts("attention", attentions);
  addParts("cell", cells);
  return found;
}

function explainOperator(operator: AnyOperator): Explanation {
  const { name, about, formula, derivative, from, operands, keeps, integers = [] } = operator;
  const kernels = kernelsOf(operator);
  const named = operands.map((operand, i) => operand + (integers.includes(i) ? " (int32)" : ""));
  return {
    name,
    kind: "operator",
    about,
    facts: {
      formula,
      derivative,
      ...(from !== undefined && { from }),
      operands: operator.arity === "many" ? `a list of ${named.join(", ")}` : named.join(", "),
      "derivative reads": keeps,
      kind: kindOf(operator, kernels.length),
    },
    listings: [
      ...kernels.map(({ name: kernel, source }) => ({
        title: `kernel ${kernel}: one cell of the result`,
        code: dedent(String(source)),
      })),
      ...codeOf("derivative, in operators", operator.vjp),
      ...codeOf("composition, in operators", operator.composition),
    ],
  };
}

function kindOf({ forward, composition }: AnyOperator, kernels: number): string {
  if (forward === undefined) return "derived: carried out as its composition";
  if (composition !== undefined) return "fused: equal to its composition, and faster";
  return kernels === 0 ? "primitive: another view of the same elements" : "primitive";
}

function explainPart(
  name: string,
  kind: "attention" | "cell",
  { about, formula, from, ...rest }: Part,
): Explanation {
  const listings = Object.entries(rest).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "function" ? codeOf(key, value) : [],
  );
  return { name, kind, about, facts: { formula, from }, listings };
}

/** The text of a function as it runs, if there is one. */
function codeOf(title: string, code: object | undefined): Listing[] {
  return typeof code === "function" ? [{ title, code: dedent(String(code)) }] : [];
}
