/**
 * @file Random tensors, as data.
 */
import { sizeOf, type Shape } from "@heed/tensor";
import type fc from "fast-check";
import { composite, type Drawer } from "./composite.js";
import type { ValueDomain } from "./domain.js";
import { distinctNumbers } from "./distinctNumbers.js";
import { laidNumbers } from "./laidNumbers.js";
import { viewKinds, type ViewKind } from "./layout.js";
import { layout, viewLayout } from "./layouts.js";
import { readable } from "./literal.js";
import { shape, type ShapeOptions } from "./shape.js";
import type { TensorData } from "./tensorData.js";

/** What to draw. */
export interface TensorOptions {
  /** A shape, or what it may be: any small one unless said. */
  readonly shape?: Shape | ShapeOptions;
  /** `"real"` unless said. */
  readonly domain?: ValueDomain;
  /** What kinds of view it may be: all unless said, `[]` for none. */
  readonly views?: readonly ViewKind[];
}

/** What to draw for one of several operands. */
export interface OperandOptions extends TensorOptions {
  readonly shape: Shape;
}

/**
 * A tensor, as data for `place` and `placed`. Half of them lie row-major in their storage, half are
 * views of any kind. Shrinks to a small shape, a row-major layout and simple values.
 *
 * @example
 * const [x] = fc.sample(tensorOf({ shape: [2, 3], domain: "positive" }), 1);
 * x.values.every((value) => value > 0); // true
 */
export function tensorOf(options: TensorOptions = {}): fc.Arbitrary<TensorData> {
  return composite((draw) => drawTensor(draw, options, layout));
}

/**
 * A tensor that is not row-major: transposed, flipped, expanded, or a part of a larger one. Throws
 * `HeedError` where no kind of view is left: `"distinct"` values cannot be expanded.
 *
 * @example
 * const [x] = fc.sample(stridedView({ shape: [2, 3], views: ["transposed"] }), 1);
 * x.layout.order; // [1, 0]
 */
export function stridedView(options: TensorOptions = {}): fc.Arbitrary<TensorData> {
  return composite((draw) => drawTensor(draw, options, viewLayout));
}

/** Several tensors; values of `"distinct"` ones are distinct across all of them. */
export function tensorsOf(operands: readonly OperandOptions[]): fc.Arbitrary<TensorData[]> {
  return composite((draw) => drawTensors(draw, operands));
}

function drawTensor(
  draw: Drawer,
  { shape: wanted = {}, ...options }: TensorOptions,
  lies: typeof viewLayout,
): TensorData {
  const drawn = isShape(wanted) ? wanted : draw(shape, wanted);
  return drawTensors(draw, [{ ...options, shape: drawn }], lies)[0];
}

/** The tensors themselves: for arbitraries that draw more than tensors. */
export function drawTensors(
  draw: Drawer,
  operands: readonly OperandOptions[],
  lies: typeof viewLayout = layout,
): TensorData[] {
  const drawn = operands.map(({ shape, domain = "real", views = viewKinds }) => {
    if (domain !== "distinct") return draw(laidNumbers, shape, domain, views, lies);
    // Of an expanded axis all elements are the same.
    const kinds = views.filter((kind) => kind !== "expanded");
    return {
      shape,
      domain,
      values: new Float64Array(sizeOf(shape)),
      layout: draw(lies, shape, kinds),
    };
  });
  const distinct = drawn.filter(({ domain }) => domain === "distinct");
  const total = distinct.reduce((sum, { values }) => sum + values.length, 0);
  const spread = total > 0 ? draw(distinctNumbers, total) : new Float64Array(0);
  let used = 0;
  for (const { values } of distinct) values.set(spread.subarray(used, (used += values.length)));
  return drawn.map(readable);
}

function isShape(wanted: Shape | ShapeOptions): wanted is Shape {
  return Array.isArray(wanted);
}
