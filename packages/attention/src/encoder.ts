/**
 * @file The encoder: recurrent layers turn x_1 … x_S into states h_1 … h_S. They read forwards
 * (Luong 2015), backwards (Sutskever et al. 2014, §3.3), or from both sides, so that each state
 * knows the whole source (Bahdanau 2015, §3.2).
 *
 * B batch, S source length, E embedding, H' units a direction, M encoder state (2 H', or H').
 */
import {
  formatShape,
  ops,
  ShapeError,
  zeros,
  type Backend,
  type DType,
  type Operand,
} from "@heed/tensor";
import type { Cell, CellParameters, CellState } from "./cells/cell.js";
import { sequencePassage, type Dropout } from "./dropout.js";
import type { Initializer } from "./initialization.js";
import { projectSteps, type Words } from "./words.js";

/** The ways to read, and the directions each takes. */
export const readings = {
  both: ["forward", "backward"],
  forward: ["forward"],
  backward: ["backward"],
} as const;

export type Reading = keyof typeof readings;
export type Direction = (typeof readings)[Reading][number];

/** One layer: a cell for each direction that it reads in. */
export type EncoderLayerParameters = Readonly<Partial<Record<Direction, CellParameters>>>;

/**
 * What the cells of one layer end with, (B, H') each: →h_S, the forward cell after the last word, and
 * ←h_1, the backward cell after the first.
 */
export type LayerEnds = Readonly<Partial<Record<Direction, CellState>>>;

/** What the encoder hands to attention and decoder. */
export interface Encoding {
  /** h_j of the top layer, [→h_j; ←h_j] or →h_j: (B, S, M). */
  readonly states: Operand;
  /** 1 at words, 0 at padding: (B, S), int32; absent where nothing is padded. */
  readonly mask?: Operand;
  /** How many words each source has: (B, 1, 1), of the states' element type. */
  readonly lengths: Operand;
  /** By layer. */
  readonly ends: readonly LayerEnds[];
}

/** What is to be read. */
export interface Source {
  readonly words: Words;
  readonly mask?: Operand;
  readonly lengths: Operand;
}

/** The parts and habits of an encoder that are no weights. */
export interface EncoderShape {
  readonly cell: Cell;
  /** Whether a layer above the first adds what it reads to what it says (He et al. 2016). */
  readonly residual: boolean;
}

/** Sizes that encoder parameters are made from. */
export interface EncoderSizes {
  readonly embedding: number;
  /** H' */
  readonly units: number;
  readonly reading: Reading;
  readonly layers: number;
}

export function initEncoder(
  cell: Cell,
  { embedding, units, reading, layers }: EncoderSizes,
  init: Initializer,
): EncoderLayerParameters[] {
  const directions = readings[reading];
  return Array.from({ length: layers }, (_, layer) => {
    const inputs = layer === 0 ? embedding : directions.length * units;
    return Object.fromEntries(directions.map((side) => [side, cell.init(inputs, units, init)]));
  });
}

/** Reads sources (B, S). A sentence gets the states that it would get alone. */
export function encode(
  { cell, residual }: EncoderShape,
  layers: readonly EncoderLayerParameters[],
  { words, mask, lengths }: Source,
  dropout?: Dropout,
): Encoding {
  const { shape } = words.ids;
  if (shape[1] === 0 || layers.length === 0) {
    throw new ShapeError(
      "encode",
      "there must be a word to read and a layer to read it",
      `words ${formatShape(shape)} and ${String(layers.length)} layers`,
    );
  }
  const ends: LayerEnds[] = [];
  const states: Operand[] = []; // of each layer
  for (const [l, layer] of layers.entries()) {
    const passage = sequencePassage(dropout);
    // The input's share of every step at once; what is left is the recurrence itself.
    const project = projectSteps(l === 0 ? words : states[l - 1], passage);
    const sides: Operand[] = [];
    const layerEnds: Partial<Record<Direction, CellState>> = {};
    for (const direction of readings.both) {
      const p = layer[direction];
      if (p === undefined) continue;
      const steps = run(cell, p, project(p.input), mask, direction);
      sides.push(
        ops.stack(
          steps.map(({ h }) => h),
          { axis: 1 },
        ),
      );
      layerEnds[direction] = steps[direction === "forward" ? steps.length - 1 : 0];
    }
    ends.push(layerEnds);
    const said = sides.length === 1 ? sides[0] : ops.concat(sides, { axis: 2 });
    states.push(residual && l > 0 ? ops.add(said, states[l - 1]) : said);
  }
  return { states: states[states.length - 1], lengths, ends, ...(mask && { mask }) };
}

/** [→h_S; ←h_1], what a layer knows of the whole source: (B, M); of an LSTM's c as much. */
export function lastStates({ forward, backward }: LayerEnds): CellState {
  const states = [forward, backward].filter((state) => state !== undefined);
  const join = (parts: Operand[]): Operand =>
    parts.length === 1 ? parts[0] : ops.concat(parts, { axis: 1 });
  const memories = states.flatMap(({ c }) => c ?? []);
  return {
    h: join(states.map(({ h }) => h)),
    ...(memories.length > 0 && { c: join(memories) }),
  };
}

/** A state of zeros, as before the first word. */
export function zeroState(
  cell: Cell,
  [B, H]: readonly [B: number, H: number],
  at: { readonly backend: Backend; readonly dtype: DType },
): CellState {
  return { h: zeros([B, H], at), ...(cell.hasMemory && { c: zeros([B, H], at) }) };
}

/** The states of one direction, in source order, from each step's projected input (B, gates · H'). */
function run(
  cell: Cell,
  p: CellParameters,
  projected: readonly Operand[],
  mask: Operand | undefined,
  direction: Direction,
): CellState[] {
  const S = projected.length;
  const isWord = mask && ops.unstack(ops.unsqueeze(mask, { axis: 2 }), { axis: 1 });
  const states: CellState[] = [];
  const [{ shape, dtype, value }] = projected;
  const units = p.recurrent.weight.shape[0];
  let state = zeroState(cell, [shape[0], units], { backend: value.backend, dtype });
  for (let step = 0; step < S; step++) {
    const t = direction === "forward" ? step : S - 1 - step;
    const next = cell.step(p, projected[t], state);
    // Padding changes nothing: forwards it holds the last state, backwards the first zeros.
    state = isWord === undefined ? next : choose(isWord[t], next, state);
    states[t] = state;
  }
  return states;
}

/** `next` where there is a word, (B, 1), and `before` where there is none. */
function choose(isWord: Operand, next: CellState, before: CellState): CellState {
  const { h, c } = before;
  return {
    h: ops.where(isWord, next.h, h),
    ...(next.c && c && { c: ops.where(isWord, next.c, c) }),
  };
}
