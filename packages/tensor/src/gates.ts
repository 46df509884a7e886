/**
 * @file The operands of a recurrent cell's gates: two projections, each of all gates side by side,
 * and a state.
 */
import { ShapeError } from "./errors.js";
import type { Draw, Sample } from "./op.js";
import { formatShape, sameShape, type Shape } from "./shape.js";

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
