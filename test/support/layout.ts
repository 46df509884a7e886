/**
 * @file Where a view's elements lie in its storage: behind an offset, with gaps, in another order
 * of axes, backwards, or one element standing for a whole axis.
 */
import { sizeOf, Tensor, type Backend, type DType, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { indicesOf } from "./indices.js";
import { axisOrder, sameLength } from "./shapes.js";

/** How one axis lies in the storage. */
interface AxisLayout {
  /** Cells that the view leaves out, before and after its own. */
  readonly before: number;
  readonly after: number;
  /** Whether the view reads the axis backwards. */
  readonly flipped: boolean;
  /** Whether one cell stands for the whole axis (stride 0). */
  readonly stretched: boolean;
}

export interface Layout {
  /** The axes in the order in which the storage holds them, outermost first. */
  readonly order: readonly number[];
  readonly axes: readonly AxisLayout[];
}

/** Row-major, without gaps: how a new tensor lies. */
export function rowMajor(shape: Shape): Layout {
  return {
    order: shape.map((_, d) => d),
    axes: shape.map(() => ({ before: 0, after: 0, flipped: false, stretched: false })),
  };
}

/** Half the time row-major, else anything that a chain of views can lead to. */
export function layouts(shape: Shape, mayStretch: boolean): fc.Arbitrary<Layout> {
  const gap = fc.nat({ max: 2 });
  const axis = fc.record({
    before: gap,
    after: gap,
    flipped: fc.boolean(),
    stretched: fc.nat({ max: 4 }).map((n) => mayStretch && n === 4),
  });
  const views = fc.record({
    order: axisOrder(shape.length),
    axes: fc.array(axis, sameLength(shape)),
  });
  return fc.boolean().chain((isView) => (isView ? views : fc.constant(rowMajor(shape))));
}

/** A tensor that shows `values` (row-major) but whose storage has this layout. */
export function lay(
  values: ArrayLike<number>,
  shape: Shape,
  { order, axes }: Layout,
  backend: Backend,
  dtype: DType,
): Tensor {
  const held = axes.map(({ before, after, stretched }, d) =>
    stretched ? 1 : before + shape[d] + after,
  );
  const strides = shape.map(() => 0);
  let offset = 0;
  let step = 1;
  for (const d of [...order].reverse()) {
    const { before, flipped, stretched } = axes[d];
    if (!stretched) {
      const backwards = flipped && shape[d] > 0;
      strides[d] = backwards ? -step : step;
      offset += (before + (backwards ? shape[d] - 1 : 0)) * step;
    }
    step *= held[d];
  }
  // Whoever reads a cell that the view does not show gets what no result survives.
  const outside = dtype === "int32" ? 2 ** 20 : NaN;
  const cells = new Array<number>(sizeOf(held)).fill(outside);
  let i = 0;
  for (const index of indicesOf(shape)) {
    cells[index.reduce((at, n, d) => at + n * strides[d], offset)] = values[i++];
  }
  return new Tensor(backend.allocate(dtype, cells.length, cells), shape, strides, offset);
}
