/**
 * @file What there is to say of an operator, an attention or a cell: read off the object itself,
 * the code that runs included.
 */
import { attentions, cells, scores } from "@heed/attention";
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
  readonly explain: () => Explanation;
}

/** Everything that can be explained, by name, in the order of the lists it comes from. */
export function explainables(): ReadonlyMap<string, Explainable> {
  const found = new Map<string, Explainable>();
  for (const operator of Object.values<AnyOperator>(operators)) {
    const { name, about } = operator;
    found.set(name, { kind: "operator", about, explain: () => explainOperator(operator) });
  }
  const addPart = (kind: "attention" | "cell", name: string, part: Part, code: () => Listing[]) => {
    const { about, formula, from } = part;
    const explain = (): Explanation => {
      return { name, kind, about, facts: { formula, from }, listings: code() };
    };
    found.set(name, { kind, about, explain });
  };
  for (const [name, attention] of Object.entries(attentions)) {
    addPart("attention", name, attention, () => attentionCode(name, attention));
  }
  for (const [name, cell] of Object.entries(cells)) {
    addPart("cell", name, cell, () => methodsOf(cell));
  }
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
      ...methodsOf(operator, {
        vjp: "derivative, in operators",
        composition: "composition, in operators",
      }),
    ],
  };
}

function kindOf(operator: AnyOperator, kernels: number): string {
  if (!("forward" in operator)) return "derived: carried out as its composition";
  if ("composition" in operator) return "fused: equal to its composition, and faster";
  return kernels === 0 ? "primitive: another view of the same elements" : "primitive";
}

/** The code of a score, and then of the soft attention that is around every score. */
function attentionCode(name: string, attention: object): Listing[] {
  const score = (scores as Readonly<Record<string, object>>)[name];
  if (score === undefined) return methodsOf(attention);
  return [...methodsOf(score), ...methodsOf(attention, { attend: "attend, alike for all scores" })];
}

/** The text of an object's methods as they run: of those with a title, or all under their names. */
function methodsOf(owner: object, titles?: Readonly<Record<string, string>>): Listing[] {
  return Object.entries(owner).flatMap(([key, value]: [string, unknown]) => {
    const title = titles === undefined ? key : titles[key];
    if (typeof value !== "function" || title === undefined) return [];
    return [{ title, code: dedent(String(value)) }];
  });
}
