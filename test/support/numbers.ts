/**
 * @file Numbers for an operand to hold, by the operator's word on what it may hold. All of them
 * are float32 numbers, so that a float32 and a float64 tensor of them are the same.
 */
import { Random, sizeOf, type Domain, type Shape } from "@heed/tensor";

/** Least distance of two "distinct" numbers: far more than any difference quotient's step. */
const apart = 0.05;

/** Values of each operand, in row-major order; "distinct" ones are distinct across operands. */
export function numbersFor(
  operands: readonly { readonly shape: Shape; readonly domain: Domain }[],
  seed: number,
): Float64Array[] {
  const random = new Random(seed);
  const distinct = operands.filter(({ domain }) => domain === "distinct");
  const total = distinct.reduce((count, { shape }) => count + sizeOf(shape), 0);
  const spread = distinctNumbers(total, random);
  let used = 0;
  return operands.map(({ shape, domain }) =>
    Float64Array.from({ length: sizeOf(shape) }, () =>
      Math.fround(domain === "distinct" ? spread[used++] : numberIn(domain, random)),
    ),
  );
}

function numberIn(domain: Exclude<Domain, "distinct">, random: Random): number {
  if (domain === "real") return 6 * random.uniform() - 3;
  if (domain === "positive") return 0.5 + 2 * random.uniform();
  if (domain === "nonzero") return (0.5 + 2 * random.uniform()) * (random.integer(0, 1) * 2 - 1);
  return random.integer(0, domain === "mask" ? 1 : domain.indexBelow - 1);
}

/** `count` numbers around 0, no two of them nearer than `apart`, in random order. */
function distinctNumbers(count: number, random: Random): number[] {
  const spacing = Math.max(2 * apart, 5 / count);
  const numbers = Array.from(
    { length: count },
    (_, i) => spacing * (i - count / 2 + 0.5 * random.uniform()),
  );
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}
