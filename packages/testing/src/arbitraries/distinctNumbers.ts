/**
 * @file Numbers no two of which are near each other: where a maximum, an order or a rank is taken,
 * which one is larger is not in doubt.
 */
import { Random } from "@heed/tensor";
import fc from "fast-check";
import { partsOf } from "./simplify.js";

/** Least distance of two of them: far more than any difference quotient's step. */
const apart = 0.05;

/** `count` numbers around 0 in random order, no two of them nearer than 0.05. */
export function shuffledDistinct(count: number, random: Random): Float64Array {
  const spacing = Math.max(2 * apart, 5 / count);
  const numbers = Float64Array.from({ length: count }, (_, i) =>
    Math.fround(spacing * (i - count / 2 + 0.5 * random.uniform())),
  );
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}

/**
 * `count` numbers around 0 in any order, no two of them nearer than 0.05. Shrinks to evenly spaced
 * ones (whole numbers where there are few), then to ascending order.
 */
export function distinctNumbers(count: number): fc.Arbitrary<Float64Array> {
  return new DistinctNumbers(count);
}

class DistinctNumbers extends fc.Arbitrary<Float64Array> {
  readonly #count: number;

  constructor(count: number) {
    super();
    this.#count = count;
  }

  override generate(random: fc.Random): fc.Value<Float64Array> {
    const seed = random.nextInt(0, 0x7fffffff);
    return new fc.Value(shuffledDistinct(this.#count, new Random(seed)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Float64Array {
    if (!(value instanceof Float64Array) || value.length !== this.#count) return false;
    const sorted = value.toSorted();
    return sorted.every((x, i) => i === 0 || x - sorted[i - 1] >= apart);
  }

  override shrink(values: Float64Array): fc.Stream<fc.Value<Float64Array>> {
    return fc.stream(simpler(values));
  }
}

/** Evenly spaced lists, then lists with fewer inversions: pairs of which the larger comes first. */
function* simpler(values: Float64Array): Generator<fc.Value<Float64Array>, void> {
  const even = evenlySpaced(values.length);
  const sorted = values.toSorted();
  const places = new Map(Array.from(values, (x, i) => [x, i]));
  if (values.some((x, i) => x !== even[i])) yield new fc.Value(even, undefined);
  if (sorted.some((x, i) => x !== even[i])) {
    const ranks = new Map(Array.from(sorted, (x, rank) => [x, rank]));
    yield new fc.Value(
      values.map((x) => even[ranks.get(x) ?? 0]),
      undefined,
    );
  }
  for (const [start, end] of partsOf(values.length)) {
    const list = values.slice();
    list.subarray(start, end).sort();
    if (list.some((x, i) => x !== values[i])) yield new fc.Value(list, undefined);
  }
  // Exchanged with a smaller one that comes later: the least there is, or one less by few ranks.
  for (const [rank, x] of sorted.entries()) {
    for (let less = 2 ** Math.ceil(Math.log2(rank + 1)); less >= 1; less /= 2) {
      const [i, j] = [places.get(x) ?? 0, places.get(sorted[Math.max(0, rank - less)]) ?? 0];
      if (j <= i) continue;
      const list = values.slice();
      [list[i], list[j]] = [values[j], values[i]];
      yield new fc.Value(list, undefined);
    }
  }
}

/** Ascending numbers around 0, at a distance of 1, ½, ¼ or ⅛. */
function evenlySpaced(count: number): Float64Array {
  const spacing = Math.max(1 / 8, 2 ** -Math.ceil(Math.log2(Math.max(count, 8) / 8)));
  return Float64Array.from({ length: count }, (_, i) => spacing * (i - Math.floor(count / 2)));
}
