/** @file How far a backend's elementary functions are from the true ones. */
import { scope, Tensor, type Backend } from "@heed/tensor";
import { argumentsOf, elementary, type Elementary } from "./functions.js";
import { distance, ulp } from "./ulp.js";

/** The largest error of a function, and where. */
export interface FunctionError {
  /** In units in the last place of the true result. */
  readonly relative: Worst;
  /** In units in the last place of the true result or of 1, whichever is larger. */
  readonly absolute: Worst;
}

export interface Worst {
  readonly ulps: number;
  /** The arguments. */
  readonly at: readonly number[];
}

const none: FunctionError = {
  relative: { ulps: 0, at: [] },
  absolute: { ulps: 0, at: [] },
};

/** Over `count` arguments of a function of the list. */
export function functionError(
  name: string,
  backend: Backend,
  count: number,
): Promise<FunctionError> {
  const chosen = elementary.find((candidate) => candidate.name === name);
  if (chosen === undefined) throw new Error(`no elementary function is called ${name}`);
  return errorOver(chosen, backend, argumentsOf(chosen, count));
}

/** As many arguments at a time as a device surely holds. */
const atOnce = 2 ** 20;

/**
 * Over every n-th float32 number, as they follow in memory: signs, subnormals, infinities, NaN and
 * all.
 */
export async function errorOverEvery(
  n: number,
  name: string,
  backend: Backend,
): Promise<FunctionError> {
  const chosen = elementary.find((candidate) => candidate.name === name);
  if (chosen?.arguments.length !== 1) throw new Error(`no function of one number is ${name}`);
  let worst = none;
  for (let first = 0; first < 2 ** 32; first += atOnce * n) {
    const count = Math.min(atOnce, Math.ceil((2 ** 32 - first) / n));
    const bits = new Uint32Array(count);
    for (let i = 0; i < count; i++) bits[i] = first + i * n;
    const numbers = new Float32Array(bits.buffer);
    worst = worseOf(worst, await errorOver(chosen, backend, [numbers]));
  }
  return worst;
}

async function errorOver(
  { compute, exact }: Elementary,
  backend: Backend,
  given: readonly Float32Array[],
): Promise<FunctionError> {
  const [xs, ys = xs] = given;
  const place = (numbers: Float32Array) =>
    new Tensor(backend.allocate("float32", numbers.length, numbers), [numbers.length]);
  const results = scope(() => compute(...given.map(place)));
  const actual = await results.data();
  results.dispose();
  let [relative, absolute] = [0, 0];
  let [relativeAt, absoluteAt] = [0, 0];
  for (let i = 0; i < actual.length; i++) {
    const y = exact(xs[i], ys[i]);
    const off = distance(actual[i], y);
    if (off === 0) continue;
    if (off / ulp(y) > relative) [relative, relativeAt] = [off / ulp(y), i];
    const unit = ulp(Math.max(1, Math.abs(y)));
    if (off / unit > absolute) [absolute, absoluteAt] = [off / unit, i];
  }
  const at = (i: number) => given.map((numbers) => numbers[i]);
  return {
    relative: { ulps: relative, at: at(relativeAt) },
    absolute: { ulps: absolute, at: at(absoluteAt) },
  };
}

function worseOf(a: FunctionError, b: FunctionError): FunctionError {
  return {
    relative: a.relative.ulps < b.relative.ulps ? b.relative : a.relative,
    absolute: a.absolute.ulps < b.absolute.ulps ? b.absolute : a.absolute,
  };
}
