/**
 * @file A pointer beside the vocabulary: what stands in the source can be said by pointing at it,
 * even if it would never be generated (See et al. 2017, Eqs. 8 and 9).
 *
 *   g = σ(w_gᵀ t̃ + b_g)
 *   p(w) = g softmax(W_o t̃ + b_o)_w + (1 − g) Σ_{j: x_j = w} a_j
 *
 * With the readout `linear`, t̃ = [E y; s; c], the gate is the published one. The result is log p:
 * numbers that are their own log-softmax, so that losses and searches take them for logits. (Where a
 * window lets weights fade, p sums to less than 1, and that log-softmax brings it back to 1.)
 *
 * B batch, T steps, S source length, F features, V target vocabulary.
 */
import { ops, type Operand } from "@heed/tensor";
import { linear, type LinearParameters } from "../linear.js";

/** Where both ways to say a word vanish, the logarithm must stay finite: float32's are from 10⁻³⁸. */
const least = 1e-30;

/** What is pointed with. */
export interface Pointing {
  /** w_g and b_g: (F, 1). */
  readonly gate: LinearParameters;
  /** a: (B, T, S). */
  readonly weights: Operand;
  /** 1 where source place j holds word w, else 0: (B, S, V). */
  readonly copies: Operand;
}

/** log p, (B, T, V), from t̃ (B, T, F) and the vocabulary's logits (B, T, V). */
export function point(
  features: Operand,
  logits: Operand,
  { gate, weights, copies }: Pointing,
): Operand {
  const z = linear(gate, features); // (B, T, 1)
  const generated = ops.mul(ops.sigmoid(z), ops.softmax(logits));
  // 1 − g keeps its digits where g is nearly 1.
  const copied = ops.mul(ops.sigmoid(ops.neg(z)), ops.matmul(weights, copies));
  return ops.log(ops.maximum(ops.add(generated, copied), least));
}
