/**
 * @file The same product, with a bias and without, on two backends whose sums go the same way.
 */
import { ops, Random, tensor, type Backend } from "@heed/tensor";

/** (M, K) by (K, N). */
export interface ProductSizes {
  readonly M: number;
  readonly K: number;
  readonly N: number;
}

/** How many of the results are not the same bits on both. */
export async function compareProducts(
  { M, K, N }: ProductSizes,
  backends: readonly Backend[],
): Promise<number> {
  const [first, second] = await Promise.all(
    backends.map(async (backend) => {
      const random = new Random(1);
      const draw = (...shape: number[]) => {
        const length = shape.reduce((product, extent) => product * extent, 1);
        const data = Float32Array.from({ length }, () => 2 * random.uniform() - 1);
        return tensor(data, { backend, shape });
      };
      const [a, b, bias] = [draw(M, K), draw(K, N), draw(N)];
      const results = [ops.matmul(a, b), ops.affine(a, b, bias)];
      return (await Promise.all(results.map((result) => result.data()))).map((data) =>
        Float32Array.from(data),
      );
    }),
  );
  const bitsOf = (data: Float32Array) => new Int32Array(data.buffer);
  return first.reduce((total, data, i) => {
    const others = bitsOf(second[i]);
    return total + bitsOf(data).filter((bits, j) => bits !== others[j]).length;
  }, 0);
}
