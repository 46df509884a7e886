/**
 * @file The encoder: bidirectional recurrent layers turn x_1 … x_S into states h_1 … h_S, each of
 * which has read the whole source from both sides (Bahdanau 2015, §3.2).
 *
 * B batch, S source length, E embedding, H units a direction.
 */
import { formatShape, ops, ShapeError, zeros, type Operand } from "@heed/tensor";
import type { Cell, CellParameters } from "./cells/cell.js";
import type { Initializer } from "./initialization.js";
import { linear, type LinearParameters } from "./linear.js";
import { projectWords, type Words } from "./words.js";

/** One bidirectional layer. */
export interface EncoderLayerParameters {
  readonly forward: CellParameters;
  readonly backward: CellParameters;
}

/** What the encoder hands to attention and decoder. */
export interface Encoding {
  /** h_j = [→h_j; ←h_j] of the top layer: (B, S, 2H). */
  readonly states: Operand;
  /** Of each layer, →h_S: the forward cell after the last word, (B, H). */
  readonly forwardEnds: readonly Operand[];
  /** Of each layer, ←h_1: the backward cell after the first word, (B, H). */
  readonly backwardEnds: readonly Operand[];
}

export function initEncoder(
  cell: Cell,
  sizes: { readonly embedding: number; readonly hidden: number; readonly layers: number },
  init: Initializer,
): EncoderLayerParameters[] {
  return Array.from({ length: sizes.layers }, (_, layer) => {
    const inputs = layer === 0 ? sizes.embedding : 2 * sizes.hidden;
    return {
      forward: cell.init(inputs, sizes.hidden, init),
      backward: cell.init(inputs, sizes.hidden, init),
    };
  });
}

/**
 * Reads words (B, S). `mask` (B, S) is 1 at words and 0 at padding; leave it out where
 * nothing is padded. A sentence gets the states that it would get alone.
 */
export function encode(
  cell: Cell,
  layers: readonly EncoderLayerParameters[],
  words: Words,
  mask?: Operand,
): Encoding {
  const { shape } = words.ids;
  if (shape[1] === 0 || layers.length === 0) {
    throw new ShapeError(
      "encode",
      "there must be a word to read and a layer to read it",
      `words ${formatShape(shape)} and ${String(layers.length)} layers`,
    );
  }
  const forwardEnds: Operand[] = [];
  const backwardEnds: Operand[] = [];
  const states: Operand[] = [];
  for (const [l, layer] of layers.entries()) {
    // The input's share of every step at once; what is left is the recurrence itself.
    const project = (p: LinearParameters): Operand =>
      l === 0 ? projectWords(words, p) : linear(p, states[l - 1]);
    const forward = run(cell, layer.forward, project(layer.forward.input), mask, "forward");
    const backward = run(cell, layer.backward, project(layer.backward.input), mask, "backward");
    const sides = [ops.stack(forward, { axis: 1 }), ops.stack(backward, { axis: 1 })];
    states.push(ops.concat(sides, { axis: 2 }));
    forwardEnds.push(forward[forward.length - 1]);
    backwardEnds.push(backward[0]);
  }
  return { states: states[states.length - 1], forwardEnds, backwardEnds };
}

/** The states of one direction, in source order, from the projected input (B, S, gates · H). */
function run(
  cell: Cell,
  p: CellParameters,
  projected: Operand,
  mask: Operand | undefined,
  direction: "forward" | "backward",
): Operand[] {
  const [B, S] = projected.shape;
  const steps = ops.unstack(projected, { axis: 1 });
  const isWord = mask && ops.unstack(ops.unsqueeze(mask, { axis: 2 }), { axis: 1 });
  const states: Operand[] = [];
  const { dtype, value } = projected;
  const H = p.recurrent.weight.shape[0];
  let state: Operand = zeros([B, H], { backend: value.backend, dtype });
  for (let step = 0; step < S; step++) {
    const t = direction === "forward" ? step : S - 1 - step;
    const next = cell.step(p, steps[t], state);
    // Padding changes nothing: forwards it holds the last state, backwards the first zeros.
    state = isWord === undefined ? next : ops.where(isWord[t], next, state);
    states[t] = state;
  }
  return states;
}
