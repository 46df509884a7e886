/**
 * @file Times runs with Benchmark.js, which repeats short ones until the clock can tell them apart.
 */
import Benchmark from "benchmark";
import type { Stopwatch } from "./timeEach.js";

/** Seconds of repetition that make one sample, where a slice has time for eight of them. */
const usualCycle = 0.05;

/** Rejects with what a run throws. */
export const timeFor: Stopwatch = async (run, seconds) => {
  const began = performance.now();
  const promised = run();
  const waits = promised instanceof Promise;
  if (waits) await promised;
  const once = (performance.now() - began) / 1000;
  // It takes as long as is wanted by itself: Benchmark.js would measure twice at least.
  if (once >= seconds) return [once];
  return new Promise((resolve, reject) => {
    // Closures, not source strings: what is timed is what is written. Without setup and teardown,
    // Benchmark.js calls them as they are.
    const fn = waits
      ? (deferred: Benchmark.Deferred): void => {
          run()?.then(() => deferred.resolve(), reject);
        }
      : run;
    const options = {
      minSamples: 1,
      maxTime: seconds,
      minTime: Math.min(usualCycle, seconds / 8),
      defer: waits,
      async: waits,
    };
    const bench = new Benchmark("run", fn, options);
    bench.on("error", () => reject(bench.error));
    bench.on("complete", () => resolve(bench.stats.sample as number[]));
    bench.run();
  });
};
