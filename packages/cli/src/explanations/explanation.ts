/**
 * @file What there is to say of an operator or of a part from the lists: read off the object itself,
 * the code that runs included.
 */
import {
  attentions,
  cells,
  optimizers,
  orders,
  readouts,
  schedules,
  scores,
  softAttention,
  starts,
  truths,
  windows,
} from "@heed/attention";
import { operators, type AnyOperator } from "@heed/tensor";
import { dedent } from "./dedent.js";
import type { Emitter } from "./emitters.js";
import { launchesOf, type KernelLaunch } from "./launchesOf.js";

/** Code, and a line on what it is. */
export interface Listing {
  readonly title: string;
  readonly code: string;
}

export interface Explanation {
  readonly name: string;
  readonly kind: Kind;
  readonly about: string;
  /** Formula, derivative, source and the like, by name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly listings: readonly Listing[];
}

/** A part of a model or of its training, which says of itself what it is. */
interface Part {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
}

type PartKind =
  | "attention"
  | "window"
  | "order"
  | "readout"
  | "start"
  | "cell"
  | "optimizer"
  | "schedule"
  | "teacher forcing";

/** The lists of parts, by what their entries are. */
const parts: Readonly<Record<PartKind, Readonly<Record<string, Part>>>> = {
  attention: attentions,
  window: windows,
  order: orders,
  readout: readouts,
  start: starts,
  cell: cells,
  optimizer: optimizers,
  schedule: schedules,
  "teacher forcing": truths,
};

/** What can be explained. */
export type Kind = "operator" | PartKind;

/** The kinds, in the order of the lists. */
export const kinds: readonly Kind[] = ["operator", ...(Object.keys(parts) as PartKind[])];

/** What something is in one line, and how to explain it in full. */
export interface Explainable {
  readonly name: string;
  readonly kind: Kind;
  readonly about: string;
  /** With an emitter, kernels are shown in its language, too. */
  readonly explain: (emitter?: Emitter) => Explanation;
}

/** Everything that can be explained. Of different kinds, two may have one name. */
export function explainables(): Explainable[] {
  const found = Object.values<AnyOperator>(operators).map((operator): Explainable => {
    const { name, about } = operator;
    return {
      name,
      kind: "operator",
      about,
      explain: (emitter) => explainOperator(operator, emitter),
    };
  });
  for (const [kind, list] of Object.entries(parts) as [PartKind, (typeof parts)[PartKind]][]) {
    for (const [name, part] of Object.entries(list)) {
      const { about, formula, from } = part;
      const explain = (): Explanation => {
        const listings = kind === "attention" ? attentionCode(name, part) : methodsOf(part);
        return { name, kind, about, facts: { formula, from }, listings };
      };
      found.push({ name, kind, about, explain });
    }
  }
  return found;
}

function explainOperator(operator: AnyOperator, emitter?: Emitter): Explanation {
  const { name, about, formula, derivative, from, operands, keeps, integers = [] } = operator;
  const launches = launchesOf(operator);
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
      kind: kindOf(operator, launches.length),
    },
    listings: [
      ...launches.flatMap((launch) => kernelCode(launch, emitter)),
      ...methodsOf(operator, {
        vjp: "derivative, in operators",
        composition: "composition, in operators",
      }),
    ],
  };
}

/** The code of a kernel, of what it calls, and what an emitter makes of both. */
function kernelCode(launch: KernelLaunch, emitter?: Emitter): Listing[] {
  const { name, source, functions, width } = launch.kernel;
  const cells = width === 1 ? "one cell" : `${String(width)} neighbouring cells`;
  return [
    { title: `kernel ${name}: ${cells} of the result`, code: dedent(String(source)) },
    ...Object.entries(functions).map(([called, code]) => ({
      title: `${called}, which kernel ${name} calls`,
      code: dedent(String(code)),
    })),
    ...(emitter === undefined ? [] : [emittedCode(launch, emitter)]),
  ];
}

/** What gpu.js makes of a kernel for one launch: it writes the constants out. */
function emittedCode(launch: KernelLaunch, { language, emit }: Emitter): Listing {
  const constants = Object.entries(launch.constants).map(([key, value]) => `${key} = ${value}`);
  const where = constants.length === 0 ? "" : ` where ${constants.join(", ")}`;
  const title = `kernel ${launch.kernel.name} in ${language}, as gpu.js emits it${where}`;
  return { title, code: emit(launch).trim() };
}

function kindOf(operator: AnyOperator, kernels: number): string {
  if (!("forward" in operator)) return "derived: carried out as its composition";
  if ("composition" in operator) return "fused: equal to its composition, and faster";
  return kernels === 0 ? "primitive: another view of the same elements" : "primitive";
}

/** The code of a fixed context; or of a score, and then of the attention around every score. */
function attentionCode(name: string, attention: object): Listing[] {
  const score = Object.entries(scores).find(([known]) => known === name)?.[1];
  if (score === undefined) return methodsOf(attention);
  const around = softAttention({
    score: scores.additive,
    window: windows.global,
    reach: 1,
    coverage: false,
  });
  return [...methodsOf(score), ...methodsOf(around, { attend: "attend, alike for all scores" })];
}

/** The text of an object's methods as they run: of those with a title, or all under their names. */
function methodsOf(owner: object, titles?: Readonly<Record<string, string>>): Listing[] {
  return Object.entries(owner).flatMap(([key, value]: [string, unknown]) => {
    const title = titles === undefined ? key : titles[key];
    if (typeof value !== "function" || title === undefined) return [];
    return [{ title, code: dedent(String(value)) }];
  });
}
