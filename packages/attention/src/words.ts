/**
 * @file Embedded words: rows of a table, E x_j for the token x_j.
 */
import { ops, sizeOf, type Operand } from "@heed/tensor";
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
 * W E x_j + b for every word: (…, outputs). As W (E x) = (W E) x, either the words that were looked up are multiplied, or the table is and the
 * products are looked up: whichever has fewer rows. With an alphabet for a vocabulary that is thirty
 * rows in place of a thousand.
 */
export function projectWords(words: Words, p: LinearParameters): Operand {
  const { table, ids } = words;
  return table.shape[0] < sizeOf(ids.shape)
    ? ops.gatherRows(linear(p, table), ids)
    : linear(p, embed(words));
}
