/**
 * @file Random cases of the windows of the list: queries, parameters, and where queries stand.
 */
import { ones, ops, tensor, type Operand } from "@heed/tensor";
import type { TensorData } from "@heed/testing";
import fc from "fast-check";
import type { AttentionSizes } from "../../../packages/attention/src/attention/attention.js";
import type { Window } from "../../../packages/attention/src/attention/window.js";
import * as list from "../../../packages/attention/src/windows.js";
import { drawReals, fill, firstParameters, shapesIn } from "../scores/parameterTree.js";
import type { SmoothFunction } from "../scores/smoothFunction.js";

/** Every window of the list. */
export const windows: readonly (readonly [name: string, window: Window])[] =
  Object.entries<Window>(list);

export const sizes: AttentionSizes = { query: 3, states: 5, alignment: 2, longestSource: 6 };

/** Where queries stand, as a test writes it. */
export interface Standing {
  readonly step: number;
  /** How many words each source has. */
  readonly lengths: readonly number[];
  readonly sourceLength: number;
  readonly reach: number;
}

export interface WindowExtents extends Standing {
  readonly Q: number;
}

/** Sources of at least one word, at times padded; windows of at least one word on each side. */
export const extents: fc.Arbitrary<WindowExtents> = fc.record({
  Q: fc.integer({ min: 1, max: 3 }),
  step: fc.nat({ max: 6 }),
  lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
  sourceLength: fc.integer({ min: 6, max: 7 }),
  reach: fc.integer({ min: 1, max: 4 }),
});

/** Queries (B, Q, H), then the parameters. */
export function drawCase(
  window: Window,
  { Q, lengths }: WindowExtents,
  seed: number,
): TensorData[] {
  const parameters = shapesIn(firstParameters(window, sizes));
  return drawReals([[lengths.length, Q, sizes.query], ...parameters], seed);
}

/** A frame in full: both (B, Q, S). */
export interface WholeFrame {
  /** int32 */
  readonly inside: Operand;
  readonly fading: Operand;
}

export const parts = ["inside", "fading"] as const;

/** The frame of queries (B, Q, H); what a window leaves out is 1. */
export function wholeFrame<P extends object>(
  window: Window<P>,
  p: P,
  queries: Operand,
  { lengths, ...standing }: Standing,
): WholeFrame {
  const [B, Q] = queries.shape;
  const at = { backend: queries.value.backend, dtype: queries.dtype };
  const words = tensor(lengths, { ...at, shape: [B, 1, 1] });
  const { inside, fading } = window.frame(p, queries, { ...standing, lengths: words });
  const shape = [B, Q, standing.sourceLength];
  return {
    inside: ops.expand(inside ?? ones([1], { ...at, dtype: "int32" }), { shape }),
    fading: ops.expand(fading ?? ones([1], at), { shape }),
  };
}

/** The function that computes one part of the frame of such inputs, (B, Q, S). */
export function partOf(
  window: Window,
  standing: Standing,
  part: (typeof parts)[number],
): SmoothFunction {
  const form = firstParameters(window, sizes);
  return ([queries, ...leaves]) => wholeFrame(window, fill(form, leaves), queries, standing)[part];
}

/**
 * How many roundings an element of a frame or of its gradients has behind it: at most B·Q·S places
 * sum up in it, each of sums over H and A, once forwards and twice backwards, of a product and a sum.
 */
export function roundingsOf({ Q, lengths, sourceLength }: WindowExtents): number {
  const { query: H, alignment: A } = sizes;
  return 6 * lengths.length * Q * sourceLength * (H + A);
}
