/**
 * @file The checksum gate: a few numbers that stand for a result, and whether they are the oracle's.
 */

/** Elements that are looked at one by one, of each result. */
const looked = 64;

/** So far apart in [0, 1) that no stride of a matrix hits all of them: the golden ratio's turns. */
const turn = (Math.sqrt(5) - 1) / 2;

/** Of each result: mean, root mean square, and some elements. */
export function digest(results: readonly ArrayLike<number>[]): number[] {
  return results.flatMap((result) => {
    const n = result.length;
    if (n === 0) return [];
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      sum += result[i];
      squares += result[i] * result[i];
    }
    const some = Array.from({ length: looked }, (_, i) => result[Math.floor(((i * turn) % 1) * n)]);
    return [sum / n, Math.sqrt(squares / n), ...some];
  });
}

/** Half the distance from 1 to the next float32. */
const epsilon = 2 ** -24;

/**
 * How often ε a result may be off, K apart: 8 for what roundings do (as in the conformance suite),
 * and for functions of a device 178, which is what WGSL grants its tanh: 1e-5.
 */
const factor = 8 + 178;

/**
 * What is off, in words; nothing where every number is within c · ε · √K · scale of the oracle's,
 * K roundings behind each. A gate against results that are wrong, not a test of accuracy.
 */
export function missOf(
  check: readonly number[],
  expected: readonly number[],
  K: number,
): string | undefined {
  if (check.length !== expected.length) {
    return `its check has ${check.length} numbers, not ${expected.length}`;
  }
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  const tolerance = factor * epsilon * Math.sqrt(Math.max(1, K)) * scale;
  const i = check.findIndex((x, i) => {
    return !(Object.is(x, expected[i]) || Math.abs(x - expected[i]) <= tolerance);
  });
  if (i < 0) return undefined;
  return `number ${i} of its check is ${check[i]}, not ${expected[i]} ± ${tolerance.toExponential(1)}`;
}
