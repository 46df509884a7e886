/**
 * @file Attributes that several operators share.
 */
import type { Shape } from "./shape.js";

/** A new shape. In `reshape`, one size may be −1: whatever is left. */
export interface ShapeAttributes {
  readonly shape: Shape;
}

/** One axis; negative ones count from the end. */
export interface AxisAttributes {
  readonly axis: number;
}

/** Which axes a reduction runs over. */
export interface ReduceAttributes {
  /** Axes to reduce; negative ones count from the end. All of them if left out. */
  readonly axes?: readonly number[];
  /** Keep the reduced axes as size 1. Off unless said. */
  readonly keepDims?: boolean;
}
