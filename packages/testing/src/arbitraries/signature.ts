/**
 * @file Signatures: which axes of operands and results have one size. `mk,kn->mn` is a product of
 * matrices. Batch axes in front are not written; they broadcast. These are NumPy's generalized
 * ufuncs (NEP 20), written as there, `(m,k),(k,n)->(m,n)`, or as in einsum, a letter an axis.
 *
 *   mk,kn->mn         axes of one letter have one size
 *   3,3->3            a digit is a size: the cross product
 *   m?k,kn?->m?n?     an axis with `?` may be absent, from all operands and results at once
 *   (rows,10)->()     names, and sizes of more than one digit, need the parentheses
 */
import { HeedError } from "@heed/tensor";

/** One axis of an operand or a result. */
export interface SignatureAxis {
  /** Its letter, name or size, as written. */
  readonly name: string;
  /** Its size, where that is fixed. */
  readonly fixed?: number;
  readonly optional: boolean;
}

/** The core axes of each operand and each result. */
export interface Signature {
  readonly operands: readonly (readonly SignatureAxis[])[];
  readonly results: readonly (readonly SignatureAxis[])[];
}

/** A signature that cannot be read. */
export class SignatureError extends HeedError {
  override name = "SignatureError";

  /** `at` is where in the text it goes wrong; behind it, something is missing. */
  constructor(rule: string, text: string, at: number, hint?: string) {
    const place =
      at < text.length ? `${JSON.stringify(text[at])} at character ${at + 1}` : "the end";
    super("signature", rule, `${place} of ${JSON.stringify(text)}`, hint);
  }
}

/** A part of the text, from `start` up to but without `end`. */
interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** An axis and where it stands in the text. */
interface FoundAxis extends SignatureAxis {
  readonly at: number;
}

/**
 * What a signature says. Throws `SignatureError`, which names the place, where it cannot be read.
 *
 * @example
 * parseSignature("mk,kn->mn").results; // [[{ name: "m", optional: false }, { name: "n", optional: false }]]
 */
export function parseSignature(text: string): Signature {
  const arrow = text.indexOf("->");
  const second = text.indexOf("->", arrow + 1);
  if (arrow < 0) throw new SignatureError("`->` must stand before the results", text, text.length);
  if (second >= 0) throw new SignatureError("there must be one `->`", text, second);
  const operands = partedByCommas({ text, start: 0, end: arrow }).map(axesOf);
  const results = partedByCommas({ text, start: arrow + 2, end: text.length }).map(axesOf);
  checkAxes(text, operands.flat(), results.flat());
  const said = (axes: readonly FoundAxis[]) => axes.map(({ at: _, ...axis }) => axis);
  return { operands: operands.map(said), results: results.map(said) };
}

/** The parts between the commas that are in no parentheses, without space around them. */
function partedByCommas({ text, start, end }: Part): Part[] {
  const parts: Part[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at === end || (text[at] === "," && depth === 0)) {
      parts.push(trimmed({ text, start: from, end: at }));
      from = at + 1;
    } else if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
  }
  return parts;
}

function trimmed({ text, start, end }: Part): Part {
  const part = text.slice(start, end);
  const lead = part.length - part.trimStart().length;
  return { text, start: start + lead, end: start + Math.max(lead, part.trimEnd().length) };
}

/** The axes of one operand or result. */
function axesOf({ text, start, end }: Part): FoundAxis[] {
  if (text[start] === "(" && start < end) {
    if (text[end - 1] !== ")") throw new SignatureError("parentheses must be closed", text, end);
    const inside = trimmed({ text, start: start + 1, end: end - 1 });
    if (inside.start === inside.end) return [];
    return partedByCommas(inside).map((part) => {
      const axis = readAxis(part, /[A-Za-z_]\w*|\d+/y);
      if (axis.end < part.end) throw notAnAxis(text, axis.end);
      return axis.found;
    });
  }
  const axes: FoundAxis[] = [];
  for (let at = start; at < end;) {
    const axis = readAxis({ text, start: at, end }, /[A-Za-z]|\d/y);
    axes.push(axis.found);
    at = axis.end;
  }
  return axes;
}

/** The axis at the start of a part, and where it ends. */
function readAxis(part: Part, name: RegExp): { found: FoundAxis; end: number } {
  const { text, start } = part;
  name.lastIndex = start;
  const word = name.exec(text.slice(0, part.end))?.[0];
  if (word === undefined) throw notAnAxis(text, start);
  const optional = text[start + word.length] === "?";
  const fixed = /^\d/.test(word) ? { fixed: Number(word) } : {};
  return {
    found: { name: word, ...fixed, optional, at: start },
    end: start + word.length + (optional ? 1 : 0),
  };
}

function notAnAxis(text: string, at: number): SignatureError {
  const hint = "names of more than one letter stand in parentheses: (rows,k)";
  return new SignatureError("an axis must be a letter or a size", text, at, hint);
}

/** What results have must come from operands; what may be absent must be so everywhere. */
function checkAxes(text: string, operands: FoundAxis[], results: FoundAxis[]): void {
  for (const { name, fixed, optional, at } of [...operands, ...results]) {
    const model = operands.find((axis) => axis.name === name);
    if (model === undefined && fixed === undefined) {
      throw new SignatureError("an axis of a result must be one of an operand", text, at);
    }
    if (model !== undefined && fixed === undefined && model.optional !== optional) {
      throw new SignatureError("an axis must have its `?` everywhere or nowhere", text, at);
    }
  }
}
