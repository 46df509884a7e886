/**
 * @file Whether a backend computes what it should: the weights of an attention, softmax(A B), against
 * the float64 reference's.
 */
import { ops, Random, reference, scope, tensor, type Backend, type Execution } from "@heed/tensor";

/** Rows of A; what the products sum over; columns of B. */
const [N, K, C] = [24, 64, 40];

/** Half the distance from 1 to the next float32: the relative error of one rounding. */
const epsilon = 2 ** -24;

/**
 * How far a weight may be off, as a part of itself. Of numbers within ±1, scores are within ±K, and
 * off by K² ε, which counts twice. On the way from scores to weights there may be what WGSL allows:
 * for each of two exponentials of |x| ≤ 2K, 3 + 2|x| units in the last place, of 2ε each, and for
 * the logarithm of up to C three; C ε for a sum, and 2K ε for each of three sums of two.
 */
const bound = (2 * K ** 2 + 4 * (3 + 4 * K) + 6 * Math.log(C) + C + 6 * K) * epsilon;

/** What ran softmax(A B) on the backend. Rejects where the weights are not the reference's. */
export async function examine(backend: Backend): Promise<Execution> {
  const random = new Random(1);
  const [a, b] = [draw(random, N * K), draw(random, K * C)];
  const expected = await weights(reference, a, b, "float64");
  const found = await weights(backend, a, b, "float32");
  const wrong = found.data.findIndex((weight, i) => {
    // A comparison that NaN does not pass.
    return !(Math.abs(weight - expected.data[i]) <= bound * expected.data[i]);
  });
  if (wrong === -1) return found.execution;
  const [got, wanted] = [found.data[wrong], expected.data[wrong]];
  throw new Error(`it computes wrong numbers: a weight of ${got} that should be ${wanted}`);
}

async function weights(
  backend: Backend,
  a: readonly number[],
  b: readonly number[],
  dtype: "float32" | "float64",
): Promise<{ data: readonly number[]; execution: Execution }> {
  const result = scope(() => {
    const A = tensor(a, { backend, dtype, shape: [N, K] });
    const B = tensor(b, { backend, dtype, shape: [K, C] });
    return ops.softmax(ops.matmul(A, B));
  });
  const data = Array.from(await result.data());
  const { execution } = result;
  result.dispose();
  return { data, execution };
}

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => 2 * random.uniform() - 1);
}
