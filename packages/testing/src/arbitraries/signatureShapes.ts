/**
 * @file Random shapes, and tensors, that fit a signature.
 */
import fc from "fast-check";
import { broadcastableShapes } from "./broadcasting.js";
import { composite } from "./composite.js";
import type { ValueDomain } from "./domain.js";
import type { ViewKind } from "./layout.js";
import { size, type ShapeOptions } from "./shape.js";
import { parseSignature, type SignatureAxis } from "./signature.js";
import type { TensorData } from "./tensorData.js";
import { drawTensors } from "./tensorOf.js";

/** How large axes are, and how many batch axes stand before those of the signature. */
export interface SignatureOptions extends Pick<ShapeOptions, "minSize" | "maxSize"> {
  /** At most so many, 2 unless said; 0 for none. */
  readonly maxBatchRank?: number;
}

/** Shapes that fit a signature. */
export interface SignatureShapes {
  readonly operands: number[][];
  readonly results: number[][];
  /** The size of each axis that the signature names, and that is not absent. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The axes before those of the signature, that of all operands broadcast to. */
  readonly batch: number[];
}

/** Operands that fit a signature: as data, or, once they are placed, `SignatureTensors<Tensor>`. */
export interface SignatureTensors<T = TensorData> {
  readonly operands: readonly T[];
  /** The shapes that results must have. */
  readonly results: readonly number[][];
}

/**
 * Shapes of operands and results by a signature, batch axes in front. Shrinks to no batch axes and to
 * short ones. Throws `SignatureError` where the signature cannot be read.
 *
 * @example
 * const [{ operands: [a, b], results: [c] }] = fc.sample(signature("mk,kn->mn", { maxBatchRank: 0 }), 1);
 * [a[0], b[1]]; // c
 */
export function signature(
  text: string,
  options: SignatureOptions = {},
): fc.Arbitrary<SignatureShapes> {
  const { operands, results } = parseSignature(text);
  const { maxBatchRank = 2, ...sizeOptions } = options;
  const axes = new Map([...operands, ...results].flat().map((axis) => [axis.name, axis]));
  const sizesByName = Array.from(axes.values(), (axis) => sizeOfAxis(axis, sizeOptions));
  const batches = broadcastableShapes(operands.length, { ...sizeOptions, maxRank: maxBatchRank });
  return fc.tuple(fc.tuple(...sizesByName), batches).map(([drawn, { shapes, result }]) => {
    const sizes = new Map(Array.from(axes.keys(), (name, i) => [name, drawn[i]]));
    const core = (wanted: readonly SignatureAxis[]): number[] =>
      wanted.flatMap(({ name }) => sizes.get(name) ?? []);
    const present = [...sizes].filter(
      ([name, extent]) => extent !== undefined && !/^\d/.test(name),
    );
    return {
      operands: operands.map((operand, i) => [...shapes[i], ...core(operand)]),
      results: results.map((wanted) => [...result, ...core(wanted)]),
      sizes: Object.fromEntries(present) as Record<string, number>,
      batch: result,
    };
  });
}

/** Its size; `undefined` where it is absent. Shrinks to be there. */
function sizeOfAxis(
  { fixed, optional }: SignatureAxis,
  options: ShapeOptions,
): fc.Arbitrary<number | undefined> {
  const there = fixed === undefined ? size(options) : fc.constant(fixed);
  if (!optional) return there;
  return fc.oneof({ withCrossShrink: true }, there, fc.constant(undefined));
}

/**
 * Operands by a signature, as data for `placed`, all of one domain ("real" unless said).
 *
 * @example
 * const fits = placed(({ operands: [a, b], results: [c] }: SignatureTensors<Tensor>) =>
 *   sameShape(ops.matmul(a, b).shape, c),
 * );
 * fc.check(fc.property(operandsOf("mk,kn->mn"), fits)).failed; // false
 */
export function operandsOf(
  text: string,
  options: SignatureOptions & {
    readonly domain?: ValueDomain;
    readonly views?: readonly ViewKind[];
  } = {},
): fc.Arbitrary<SignatureTensors> {
  const { domain, views, ...sizes } = options;
  const shapes = signature(text, sizes);
  return composite((draw) => {
    const { operands, results } = draw(shapes);
    const wanted = { ...(domain && { domain }), ...(views && { views }) };
    const tensors = drawTensors(
      draw,
      operands.map((shape) => ({ shape, ...wanted })),
    );
    return { operands: tensors, results };
  });
}
