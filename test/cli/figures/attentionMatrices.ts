/**
 * @file Attention matrices for tests: any tokens, rows that sum to 1.
 */
import fc from "fast-check";
import type { AttentionMatrix } from "../../../packages/cli/src/figures/attentionMatrix.js";

/** Letters and phones, words, wide and combining characters, emoji, and what is meant to do harm. */
export const token: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("a", "b", "AH", "SH", "</s>", "agreement", "大", "北京市", "e\u0301", "👨‍👩‍👧"),
  fc.constantFrom("", " ", "\t", "\n", "\u0301", "\u001b[31m", "\u202e", "\u0000", "\ud83d", "🇩"),
  fc.constantFrom(
    "<svg>",
    "&amp;",
    '"',
    "'",
    "]]>",
    "x".repeat(50),
    "\ufeff",
    "\u200d",
    "\u2028",
    "\uffff",
  ),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 4 }),
);

/** Rows of weights as softmax in float32 leaves them. */
export function attentionMatrix(mostTokens: number): fc.Arbitrary<AttentionMatrix> {
  const tokens = fc.array(token, { minLength: 1, maxLength: mostTokens });
  return fc.tuple(tokens, tokens).chain(([source, target]) => {
    const score = fc.double({ min: -9, max: 9, noNaN: true });
    const row = fc.array(score, { minLength: source.length, maxLength: source.length });
    return fc
      .array(row.map(softmax), { minLength: target.length, maxLength: target.length })
      .map((weights) => ({ source, target, weights }));
  });
}

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => Math.fround(power / sum));
}
