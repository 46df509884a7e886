/**
 * @file Dropout between the parts of a model while it trains (Srivastava et al. 2014; for recurrent
 * models between layers only: Zaremba et al. 2014), each step with a mask of its own, or one mask
 * for all steps of a sentence (Gal & Ghahramani 2016).
 */
import { ops, tensor, type Operand, type Random, type Shape } from "@heed/tensor";

/** A place that numbers pass: what comes in leaves with some of it dropped, the rest scaled up. */
export type Passage = (x: Operand) => Operand;

/** Lets everything through: a model that is not in training. */
export const open: Passage = (x) => x;

export interface DropoutOptions {
  readonly rate: number;
  readonly overTime: boolean;
  readonly random: Random;
}

/** Opens new passages of a model. `undefined`: none of them drops anything. */
export type Dropout = DropoutOptions | undefined;

/** A passage for a whole sequence (B, S, width) at once. */
export function sequencePassage(dropout: Dropout): Passage {
  if (dropout === undefined) return open;
  const { overTime, ...drawn } = dropout;
  let mask: Operand | undefined;
  return (x) => {
    if (!overTime) return drop(x, drawn);
    const [B, , width] = x.shape;
    mask ??= drop(onesLike(x, [B, 1, width]), drawn);
    return ops.mul(x, mask);
  };
}

/** A passage for one step after the other, (B, width) each. */
export function stepPassage(dropout: Dropout): Passage {
  if (dropout === undefined) return open;
  const { overTime, ...drawn } = dropout;
  let mask: Operand | undefined;
  return (x) => {
    if (!overTime) return drop(x, drawn);
    mask ??= drop(onesLike(x, x.shape), drawn);
    return ops.mul(x, mask);
  };
}

function drop(x: Operand, { rate, random }: Omit<DropoutOptions, "overTime">): Operand {
  return ops.dropout(x, { rate, seed: Math.floor(random.uniform() * 2 ** 32) });
}

/** A single 1, stretched. */
function onesLike({ value: { backend }, dtype }: Operand, shape: Shape): Operand {
  return ops.expand(tensor(1, { backend, dtype }), { shape });
}
