/**
 * @file Attention weights for other programs: one JSON object with the numbers of the pictures.
 *
 *   {"source": [S tokens], "target": [T tokens], "weights": [[S weights], … T rows]}
 */
import { type AttentionMatrix, checkAttentionMatrix } from "./attentionMatrix.js";

/** The matrix as one line of JSON; reading it gives back the same numbers, bit for bit. */
export function attentionJson(matrix: AttentionMatrix): string {
  checkAttentionMatrix("attentionJson", matrix);
  const { source, target, weights } = matrix;
  return JSON.stringify({ source, target, weights });
}
