/**
 * @file The numbers that a computation gives, on the host, and how far they may be off.
 */
import { disposeTree, leavesOf } from "@heed/autograd";
import { scope, type DType } from "@heed/tensor";

/** Numbers of every operand of a tree, by its path. */
export type Numbers = Readonly<Record<string, ArrayLike<number>>>;

/** The numbers of every operand that `compute` makes and returns. Nothing stays alive. */
export async function numbersOf(compute: () => unknown): Promise<Numbers> {
  const made = scope(compute);
  const numbers = await readTree(made);
  disposeTree(made);
  return numbers;
}

/** The numbers of every operand of a tree that stays alive. */
export async function readTree(tree: unknown): Promise<Numbers> {
  const entries = leavesOf(tree).map(
    async ({ path, operand }) => [path, await operand.value.data()] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * How far results may be off: c · ε · √K · scale, as derived in support/tolerance.ts. K counts the
 * roundings of the whole computation, scale is the largest magnitude among results of one kind.
 */
export function tolerance(dtype: DType, K: number, ...results: readonly Numbers[]): number {
  const epsilon = dtype === "float64" ? 2 ** -53 : 2 ** -24;
  return 8 * epsilon * Math.sqrt(K) * largest(...results);
}

/**
 * The roundings of a forward and a backward pass: six for each weight, a product and a sum forwards
 * and two of each backwards, in each sentence and step that it is used in.
 */
export function roundings(weights: unknown, uses: number): number {
  return 6 * uses * leavesOf(weights).reduce((n, { operand }) => n + operand.value.size, 0);
}

/** The largest magnitude, and at least 1: tanh, exp and the like are as exact as that allows. */
function largest(...results: readonly Numbers[]): number {
  let most = 1;
  for (const numbers of results.flatMap(Object.values) as ArrayLike<number>[]) {
    for (let i = 0; i < numbers.length; i++) most = Math.max(most, Math.abs(numbers[i]));
  }
  return most;
}

/** Where two results differ by more than `bound`, in words; nothing where they agree. */
export function disagreement(
  actual: Numbers,
  expected: Numbers,
  bound: number,
): string | undefined {
  const [found, wanted] = [Object.keys(actual).sort(), Object.keys(expected).sort()];
  if (found.join() !== wanted.join()) return `got ${found.join()}, not ${wanted.join()}`;
  for (const path of wanted) {
    const [a, e] = [actual[path], expected[path]];
    if (a.length !== e.length) return `${path} has ${a.length} numbers, not ${e.length}`;
    const at = Array.from(e).findIndex((value, i) => !(Math.abs(a[i] - value) <= bound));
    if (at >= 0) return `${path}[${at}] is ${a[at]}, not ${e[at]} ± ${bound}`;
  }
  return undefined;
}
