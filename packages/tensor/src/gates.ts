/**
 * @file The operands of a recurrent cell's gates: two projections, each of all gates side by side,
 * and a state.
 */
import { rowMajorCopy } from "./copy.js";
import { ShapeError } from "./errors.js";
import type { Kernel } from "./kernel.js";
import type { Draw, Launch, Sample } from "./op.js";
import { formatShape, sameShape, type Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** Throws unless x and u are (B, gates · H) for a state of (B, H). */
export function checkGates(where: string, gates: number, x: Shape, u: Shape, state: Shape): void {
  const wide = state.length === 2 ? [state[0], gates * state[1]] : [];
  if (state.length !== 2 || !sameShape(x, wide) || !sameShape(u, wide)) {
    throw new ShapeError(
      where,
      `the projections must be (B, ${String(gates)}H) and the state (B, H)`,
      `${formatShape(x)}, ${formatShape(u)} and ${formatShape(state)}`,
    );
  }
}

/**
 * Launches a kernel over matrices, read where they lie: one may be a step of a sequence, or some
 * columns of another. The kernel is given them whole, then the offset of each; for a matrix called
 * `x` it finds how far apart rows are in the constant `xRow`. Cells of a row are neighbours.
 */
export function launchRows(
  launch: Launch,
  kernel: Kernel,
  grid: Shape,
  sizes: Readonly<Record<string, number>>,
  matrices: Readonly<Record<string, Tensor>>,
): Tensor {
  const constants: Record<string, number> = { ...sizes };
  const rows = Object.entries(matrices).map(([name, matrix]) => {
    const [, columns] = matrix.shape;
    const fits = columns === 1 || matrix.strides[1] === 1;
    const view = fits ? matrix : rowMajorCopy(matrix);
    constants[`${name}Row`] = view.strides[0];
    return view;
  });
  const offsets = rows.map(({ offset }) => offset);
  return launch(kernel, grid, constants, ...rows.map((whole) => ({ whole })), ...offsets);
}

/** Some columns of a row-major matrix, `count` of them from `first` on. */
export function columnsOf(matrix: Tensor, first: number, count: number): Tensor {
  const [rows] = matrix.shape;
  return matrix.view([rows, count], matrix.strides, matrix.offset + first);
}

/** Two projections and a state. */
export function gatesSample(draw: Draw, gates: number): Sample {
  const [B, H] = draw.shape(2, 2, 1);
  return {
    inputs: [
      { shape: [B, gates * H], domain: "real" },
      { shape: [B, gates * H], domain: "real" },
      { shape: [B, H], domain: "real" },
    ],
  };
}
