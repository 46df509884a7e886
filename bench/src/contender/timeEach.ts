/**
 * @file Times runs one by one: where they differ from each other, or take long, or where there is no
 * Benchmark.js.
 */
import type { Run } from "./ready.js";

/** Seconds of a run, a number for each measurement, from about `seconds` of measuring; one at least. */
export type Stopwatch = (run: Run, seconds: number) => Promise<number[]>;

/** Seconds of each run, of as many as fit into about `seconds`; one at least. */
export const timeEach: Stopwatch = async (run, seconds) => {
  const samples: number[] = [];
  const end = performance.now() + 1000 * seconds;
  do {
    const began = performance.now();
    await run();
    samples.push((performance.now() - began) / 1000);
  } while (performance.now() < end);
  return samples;
};
