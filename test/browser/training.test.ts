/**
 * @file Training in a Worker of Chromium, in each of gpu.js's modes of a browser: the losses of 60
 * updates are those of the float64 reference in Node, and the page never waits.
 */
import { reference } from "@heed/tensor";
import { beforeAll, expect, test } from "vitest";
import { promisedByWgsl } from "../support/accuracy.js";
import { ask } from "../support/browser.js";
import { eta, monteCarlo } from "../support/monteCarlo.js";
import { inChromium } from "./inChromium.js";
import { longestSum, runReverse } from "./page/reverseRun.js";

const updates = 60;

/** The reference's losses, and how far from each one float32 on a GPU may be. */
interface Expected {
  readonly losses: readonly number[];
  readonly tolerance: readonly number[];
}

/**
 * The tolerance is that of support/tolerance.ts, c · ε · √K · scale, with each loss a result of all
 * updates before it: two runs with every rounding at random say how far roundings have moved the
 * losses so far. What grows with the number of updates is thus measured, not guessed.
 */
async function expectedLosses(): Promise<Expected> {
  const { losses } = await runReverse(reference, "float64", updates);
  const noisy = [
    await runReverse(monteCarlo(1, promisedByWgsl), "float64", updates),
    await runReverse(monteCarlo(2, promisedByWgsl), "float64", updates),
  ];
  let response = 0;
  const tolerance = losses.map((loss, t) => {
    const answers = noisy.map((run) => Math.abs(run.losses[t] - loss) / eta);
    response = Math.max(response, ...answers);
    return 8 * 2 ** -24 * Math.sqrt(longestSum) * (Math.max(1, loss) + response);
  });
  return { losses, tolerance };
}

inChromium({}, (open) => {
  let expected: Expected;

  beforeAll(async () => {
    expected = await expectedLosses();
  }, 300_000);

  test("the tolerance is small against what there is to learn", () => {
    const { losses, tolerance } = expected;
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]);
    expect(Math.max(...tolerance)).toBeLessThan(losses[0] / 100);
  });

  test.each(["webgl", "webgl2", "webgpu"] as const)(
    "on gpu:%s a model learns as on the reference, and the page's main thread goes on",
    async (mode) => {
      const page = await open();
      const { renderer } = await ask(page, "open", mode);
      await page.evaluate(() => globalThis.heartbeat());
      const start = performance.now();
      const { losses, execution } = await ask(page, "runReverse", updates);
      const took = performance.now() - start;
      const { beats, longestPause } = await page.evaluate(() => globalThis.heartbeat());
      await page.close();

      expect(execution).toEqual({ backend: `gpu:${mode}`, executor: mode, renderer });
      expect(renderer).toMatch(/swiftshader/i);
      const misses = losses.flatMap((loss, t) => {
        const off = Math.abs(loss - expected.losses[t]);
        return off <= expected.tolerance[t] ? [] : [{ t, loss, off, may: expected.tolerance[t] }];
      });
      expect(losses).toHaveLength(updates);
      expect(misses).toEqual([]);
      // A thread that trains could not act before the end, or between updates at best.
      expect(beats).toBeGreaterThan(2 * updates);
      expect(longestPause).toBeLessThan(took / 10);
    },
    300_000,
  );
});
