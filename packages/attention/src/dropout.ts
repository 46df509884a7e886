/**
 * @file Dropout between the parts of a model while it trains (Srivastava et al. 2014; for recurrent
 * models between layers only: Zaremba et al. 2014), each step with a mask of its own, or one mask
 * for all steps of a sentence (Gal & Ghahramani 2016).
 */
import { ones, ops, type Operand, type Random } from "@heed/tensor";

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
    mask ??= drop(ones([B, 1, width], placeOf(x)), drawn);
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
    mask ??= drop(ones(x.shape, placeOf(x)), drawn);
    return ops.mul(x, mask);
  };
}

function drop(x: Operand, { rate, random }: Omit<DropoutOptions, "overTime">): Operand {
  return ops.dropout(x, { rate, seed: Math.floor(random.uniform() * 2 ** 32) });
}

function placeOf({
  value: { backend },
  dtype,
}: Operand): Pick<Operand["value"], "backend" | "dtype"> {
  return { backend, dtype };
}
