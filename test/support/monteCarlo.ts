/**
 * @file Monte Carlo arithmetic (Parker, Pierce & Eggert 2000, Comput. Sci. Eng. 2(4)): the float64
 * reference, but every result is a little off, at random. How far that moves the end of a
 * computation tells how far the roundings of float32 can.
 */
import { Random, type Backend, type Storage } from "@heed/tensor";
import { ReferenceBackend } from "../../packages/tensor/src/backends/reference/referenceBackend.js";
import { correctlyRounded, type Accuracy, type RoundedFunction } from "./accuracy.js";

/** What stands for ε: less than what moves anything across a kink. */
export const eta = 1e-6;

type MathFunction = (x: number, exponent: number) => number;

/** Where kernels find their functions. */
const math = Math as unknown as Record<RoundedFunction, MathFunction>;

class MonteCarloBackend extends ReferenceBackend {
  readonly #random: Random;
  readonly #accuracy: Accuracy;
  /** What kernels find there instead. */
  readonly #functions: Partial<Record<RoundedFunction, MathFunction>> = {};

  constructor(seed: number, accuracy: Accuracy) {
    super();
    this.#random = new Random(seed);
    this.#accuracy = accuracy;
    for (const [name, error] of Object.entries(accuracy.functions)) {
      const exact = math[name as RoundedFunction];
      this.#functions[name as RoundedFunction] = (x, exponent) => {
        const y = exact(x, exponent);
        return y + this.#noise(error(x, y, exponent));
      };
    }
  }

  override launch(...args: Parameters<Backend["launch"]>): Storage {
    const exact = this.#launchOff(args);
    const cells = this.readSync(exact);
    exact.release();
    // What was only chosen or moved suffers no rounding, nor does a number that float32 holds.
    const given = this.#numbersGiven(args);
    const isExact = (y: number): boolean => given.has(y) || Math.fround(y) === y;
    const off = Array.from(cells, (y) => (isExact(y) ? y : this.perturb(y)));
    return this.allocate(exact.dtype, off.length, off);
  }

  /** A number off by as much as one operation may be. */
  perturb(y: number): number {
    return y + this.#noise(this.#accuracy.operation * y);
  }

  /** Every element that a kernel is given. */
  #numbersGiven([, , , given]: Parameters<Backend["launch"]>): Set<number> {
    const numbers = new Set<number>();
    for (const arg of given) {
      if (typeof arg === "number") continue;
      const run = this.readSync(arg.storage).subarray(arg.offset, arg.offset + arg.length);
      for (const x of run) numbers.add(x);
    }
    return numbers;
  }

  /** Runs a kernel whose `Math` is off: it names its functions by nothing else. */
  #launchOff(args: Parameters<Backend["launch"]>): Storage {
    const names = Object.keys(this.#functions) as RoundedFunction[];
    const exact = names.map((name) => [name, math[name]]);
    Object.assign(math, this.#functions);
    try {
      return super.launch(...args);
    } finally {
      Object.assign(math, Object.fromEntries(exact));
    }
  }

  /** None where there is nothing to be near to: exp(−∞) is 0. */
  #noise(size: number): number {
    if (!Number.isFinite(size)) return 0;
    return eta * size * (2 * this.#random.integer(0, 1) - 1);
  }
}

/** A backend whose seed decides how each of its results is off. */
export function monteCarlo(seed: number, accuracy: Accuracy = correctlyRounded): MonteCarloBackend {
  return new MonteCarloBackend(seed, accuracy);
}
