/**
 * @file What the first steps must say: the gate that keeps a contender which computes something else
 * from being called fast.
 *
 * A loss depends on every weight, and the next one on every derivative and update. As all contenders
 * begin with the same weights and ids, their losses differ by roundings alone: by c · ε · √K · loss,
 * K terms in the longest sum, the logits'.
 */
import { reference } from "@heed/tensor";
import { referenceStep } from "./referenceStep.js";
import { stepSizes } from "./stepSizes.js";

/** How many first losses are compared. */
export const comparedLosses: number = 3;

/**
 * The reference backend's, by H; it takes minutes to compute them again.
 * test/bench/step/expectedLosses.test.ts holds them against it.
 */
const known: Readonly<Record<number, readonly number[]>> = {
  64: [4.1654372215271, 4.1549763679504395, 4.144558906555176],
  256: [4.160188674926758, 4.139749526977539, 4.119124412536621],
  512: [4.158661842346191, 4.127162933349609, 4.094623565673828],
};

export async function expectedLosses(hidden: number): Promise<readonly number[]> {
  return known[hidden] ?? referenceLosses(hidden);
}

/** The same, computed by the reference backend. */
export async function referenceLosses(hidden: number): Promise<readonly number[]> {
  const { step, dispose } = referenceStep(reference, stepSizes(hidden));
  const losses: number[] = [];
  while (losses.length < comparedLosses) losses.push(await step());
  dispose();
  return losses;
}

/** Half the distance from 1 to the next float32. */
const epsilon = 2 ** -24;

/** c: how often √K roundings a result may be off, as in the conformance suite. */
const factor = 8;

/** How far a loss may be off. */
export function lossTolerance(hidden: number, loss: number): number {
  const { E, H } = stepSizes(hidden);
  return factor * epsilon * Math.sqrt(E + 3 * H) * loss;
}

/** What is off, in words; nothing where all losses that are given are as expected. */
export function missOfLosses(
  losses: readonly number[],
  expected: readonly number[],
  hidden: number,
): string | undefined {
  if (losses.length === 0) return "it gave no loss";
  for (const [i, loss] of losses.entries()) {
    const tolerance = lossTolerance(hidden, expected[i]);
    // Written so that NaN is off, too.
    if (Math.abs(loss - expected[i]) <= tolerance) continue;
    return `loss ${i + 1} is ${loss}, not ${expected[i]} ± ${tolerance.toExponential(1)}`;
  }
  return undefined;
}
