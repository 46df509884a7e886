/**
 * @file Numbers for an operand to hold. All of them are float32 numbers, so that a float32 and a
 * float64 tensor of them are the same.
 */
import { Random, sizeOf, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { holdsIntegers, intervalsOf, type Interval, type ValueDomain } from "./domain.js";
import { distinctNumbers, shuffledDistinct } from "./distinctNumbers.js";
import { simplestIn, simplifications, type Simplicity } from "./simplify.js";

/** Where randomness comes from: a seed, or fast-check. */
interface Source {
  uniform(): number;
  integer(low: number, high: number): number;
}

/**
 * Values of each operand, in row-major order, as the seed has it; `"distinct"` ones are distinct
 * across operands. For what need not shrink: directions, weights, first parameters.
 */
export function numbersFor(
  operands: readonly { readonly shape: Shape; readonly domain: ValueDomain }[],
  seed: number,
): Float64Array[] {
  const random = new Random(seed);
  const distinct = operands.filter(({ domain }) => domain === "distinct");
  const total = distinct.reduce((count, { shape }) => count + sizeOf(shape), 0);
  const spread = shuffledDistinct(total, random);
  let used = 0;
  return operands.map(({ shape, domain }) => {
    const count = sizeOf(shape);
    if (domain !== "distinct") return fill(count, domain, random);
    used += count;
    return spread.slice(used - count, used);
  });
}

/**
 * `count` numbers of a domain. Shrinks to the simplest number of the domain, to small integers, to
 * fewer binary digits: the whole list at once where it can, else part by part.
 */
export function numbers(count: number, domain: ValueDomain): fc.Arbitrary<Float64Array> {
  return domain === "distinct" ? distinctNumbers(count) : new Numbers(count, domain);
}

class Numbers extends fc.Arbitrary<Float64Array> {
  readonly #count: number;
  readonly #domain: Exclude<ValueDomain, "distinct">;

  constructor(count: number, domain: Exclude<ValueDomain, "distinct">) {
    super();
    this.#count = count;
    this.#domain = domain;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Float64Array> {
    const source: Source = {
      uniform: () => random.nextInt(0, 2 ** 24 - 1) / 2 ** 24,
      integer: (low, high) => random.nextInt(low, high),
    };
    const values = fill(this.#count, this.#domain, source);
    // At times as simple as can be: what is equal, or 0, is where many a derivative goes wrong.
    const simple = bias !== undefined && random.nextInt(1, bias) === 1;
    if (!simple) return new fc.Value(values, undefined);
    const { intervals, simplest } = simplicityOf(this.#domain);
    const rounded = values.map((x) => nearestInteger(x, intervals) ?? simplest);
    return new fc.Value(rounded, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Float64Array {
    return value instanceof Float64Array && value.length === this.#count && this.#holds(value);
  }

  #holds(values: Float64Array): boolean {
    const intervals = intervalsOf(this.#domain);
    return values.every(
      (x) =>
        intervals.some(([low, high]) => low <= x && x <= high) &&
        (Number.isInteger(x) || !holdsIntegers(this.#domain)),
    );
  }

  override shrink(values: Float64Array, context: unknown): fc.Stream<fc.Value<Float64Array>> {
    const from = typeof context === "number" ? context : 0;
    return fc.stream(simplifications(values, simplicityOf(this.#domain), from));
  }
}

/** The simplest mask hides nothing. */
function simplicityOf(domain: Exclude<ValueDomain, "distinct">): Simplicity {
  const intervals = intervalsOf(domain);
  return { intervals, simplest: domain === "mask" ? 1 : simplestIn(intervals) };
}

function fill(
  count: number,
  domain: Exclude<ValueDomain, "distinct">,
  random: Source,
): Float64Array {
  const intervals = intervalsOf(domain);
  const lengths = intervals.map(([low, high]) => high - low);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const draw = (): number => {
    if (holdsIntegers(domain)) return random.integer(...intervals[0]);
    let place = random.uniform() * total;
    let i = 0;
    while (i + 1 < lengths.length && place > lengths[i]) place -= lengths[i++];
    return float32Within(intervals[i], place);
  };
  return Float64Array.from({ length: count }, draw);
}

/** The float32 nearest to `low + place`, or to the middle where that one lies outside. */
function float32Within([low, high]: Interval, place: number): number {
  const x = Math.fround(low + place);
  return low <= x && x <= high ? x : Math.fround((low + high) / 2);
}

function nearestInteger(x: number, intervals: readonly Interval[]): number | undefined {
  const whole = Math.round(x);
  return intervals.some(([low, high]) => low <= whole && whole <= high) ? whole + 0 : undefined;
}
