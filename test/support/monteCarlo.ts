/**
 * @file Monte Carlo arithmetic (Parker, Pierce & Eggert 2000, Comput. Sci. Eng. 2(4)): the float64
 * reference, but every result is a little off, at random. How far that moves the end of a
 * computation tells how far the roundings of float32 can.
 */
import { Random, type Backend, type Storage } from "@heed/tensor";
import { ReferenceBackend } from "../../packages/tensor/src/backends/reference/referenceBackend.js";

/** How much a result is off, relative to itself: less than what moves anything across a kink. */
export const eta = 1e-6;

class MonteCarloBackend extends ReferenceBackend {
  readonly #random: Random;

  constructor(seed: number) {
    super();
    this.#random = new Random(seed);
  }

  override launch(...args: Parameters<Backend["launch"]>): Storage {
    const exact = super.launch(...args);
    const cells = this.readSync(exact);
    exact.release();
    // A number that float32 holds, such as one that was only chosen or moved, suffers no rounding.
    const off = Array.from(cells, (y) => (Math.fround(y) === y ? y : this.perturb(y)));
    return this.allocate(exact.dtype, off.length, off);
  }

  /** A number off by `eta`, up or down. */
  perturb(y: number): number {
    return y * (1 + eta * (2 * this.#random.integer(0, 1) - 1));
  }
}

/** A backend whose seed decides how each of its results is off. */
export function monteCarlo(seed: number): MonteCarloBackend {
  return new MonteCarloBackend(seed);
}
