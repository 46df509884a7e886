/**
 * @file Embedded words: rows of a table, E x_j for the token x_j.
 */
import { ops, sizeOf, type Operand } from "@heed/tensor";
import { open, type Passage } from "./dropout.js";
import { linear, type LinearParameters } from "./linear.js";

/** Tokens and the table that they are looked up in. */
export interface Words {
  /** E, (V, width) */
  readonly table: Operand;
  /** x, int32: (B, S) */
  readonly ids: Operand;
}

/** E x_j for every word: (…, width). */
export function embed({ table, ids }: Words): Operand {
  return ops.gatherRows(table, ids);
}

/**
 * W E x_j + b for every word: (…, outputs). As W (E x) = (W E) x, either the words that were looked
 * up are multiplied, or the table is and the products are looked up: whichever has fewer rows. With
 * an alphabet for a vocabulary that is thirty rows in place of a thousand.
 */
export function projectWords(words: Words, p: LinearParameters): Operand {
  const { table, ids } = words;
  return table.shape[0] < sizeOf(ids.shape)
    ? ops.gatherRows(linear(p, table), ids)
    : linear(p, embed(words));
}

/**
 * What a recurrence reads at each step: W x_j + b, (B, outputs) each, of words (B, S), or of vectors
 * (B, S, width) in their place. None of it depends on the recurrence: all steps are one product.
 */
export function projectSteps(
  input: Words | Operand,
  passage: Passage,
): (p: LinearParameters) => Operand[] {
  if ("table" in input && passage === open) {
    return (p) => ops.unstack(projectWords(input, p), { axis: 1 });
  }
  const passed = passage("table" in input ? embed(input) : input);
  return (p) => ops.unstack(linear(p, passed), { axis: 1 });
}
