/**
 * @file Where a view's elements lie in its storage: behind an offset, with gaps, in another order of
 * axes, backwards, or one element standing for a whole axis.
 */
import type { Shape } from "@heed/tensor";

/** How one axis lies in the storage. */
export interface AxisLayout {
  /** Places that the view leaves out, before and after its own: it is a slice. */
  readonly before: number;
  readonly after: number;
  /** The view takes every `step`-th place. */
  readonly step: number;
  /** Whether the view reads the axis backwards. */
  readonly flipped: boolean;
  /** Whether one place stands for the whole axis (stride 0). */
  readonly expanded: boolean;
}

/** How a view lies in its storage. */
export interface Layout {
  /** Cells of the storage before all axes. */
  readonly offset: number;
  /** The axes in the order in which the storage holds them, outermost first. */
  readonly order: readonly number[];
  readonly axes: readonly AxisLayout[];
}

/** A layout as a tensor has it, and how many cells the storage must have. */
export interface Strides {
  readonly strides: number[];
  readonly offset: number;
  readonly cells: number;
}

/** What makes a view differ from a tensor of its own. */
export const viewKinds = [
  "offset",
  "sliced",
  "stepped",
  "transposed",
  "flipped",
  "expanded",
] as const;

export type ViewKind = (typeof viewKinds)[number];

/** An axis of a tensor of its own. */
export const plainAxis: AxisLayout = {
  before: 0,
  after: 0,
  step: 1,
  flipped: false,
  expanded: false,
};

/** Row-major, without gaps: how a new tensor lies. */
export function rowMajor(shape: Shape): Layout {
  return { offset: 0, order: shape.map((_, d) => d), axes: shape.map(() => plainAxis) };
}

/** The strides and the offset by which a view of this layout finds its elements. */
export function stridesOf(shape: Shape, { offset: lead, order, axes }: Layout): Strides {
  const strides = shape.map(() => 0);
  let offset = 0;
  let cells = 1;
  for (const d of order.toReversed()) {
    const { before, after, step, flipped, expanded } = axes[d];
    if (expanded) continue;
    const last = Math.max(shape[d] - 1, 0) * step;
    strides[d] = (flipped ? -step : step) * cells;
    offset += (before + (flipped ? last : 0)) * cells;
    cells *= before + (shape[d] === 0 ? 0 : last + 1) + after;
  }
  return { strides, offset: lead + offset, cells: lead + cells };
}

/** Where Σ_d i_d · strides[d] leads from `start` for every index of a shape, in row-major order. */
export function placesOf(shape: Shape, strides: readonly number[], start = 0): number[] {
  let places = [start];
  for (const [d, extent] of shape.entries()) {
    places = places.flatMap((place) =>
      Array.from({ length: extent }, (_, i) => place + i * strides[d]),
    );
  }
  return places;
}
