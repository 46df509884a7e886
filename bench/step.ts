/**
 * @file `node bench/dist/step.js [--backend simd] [--torch]`: one reference step in milliseconds,
 * and, where a Python with torch is found, PyTorch's on the same machine right after it.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createSimd, reference } from "@heed/tensor";
import Benchmark from "benchmark";
import { referenceStep, stepFlops } from "./referenceStep.js";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "simd" },
    torch: { type: "boolean", default: false },
  },
});

const backend = values.backend === "reference" ? reference : createSimd();
const { step, parameters } = referenceStep(backend);
const first = await step();
for (let i = 0; i < 4; i++) await step();

// Closures, not source strings: what is timed is what is written here.
const bench = new Benchmark("step", {
  defer: true,
  fn: (deferred: Benchmark.Deferred) => void step().then(() => deferred.resolve()),
  minSamples: 20,
  maxTime: 10,
});
await new Promise((done) => bench.on("complete", done).run({ async: true }));
const times = bench.stats.sample as number[];
const sorted = times.toSorted((a, b) => a - b);
const median = sorted[sorted.length >> 1];
console.log(
  `heed ${backend.name}: ${(1e3 * median).toFixed(1)} ms a step (median of ${sorted.length.toString()}, ` +
    `min ${(1e3 * sorted[0]).toFixed(1)}), ${(stepFlops() / median / 1e9).toFixed(1)} GFLOP/s by the nominal count, ` +
    `${parameters.toLocaleString("en")} parameters, first loss ${first.toFixed(4)}`,
);

if (values.torch) {
  const script = fileURLToPath(new URL("../peers/torch_step.py", import.meta.url));
  for (const threads of [1, 2]) {
    const printed = execFileSync("/usr/bin/python3", [script, threads.toString()], {
      encoding: "utf8",
    });
    const { torch, ms, loss } = JSON.parse(printed) as Record<string, number | string>;
    console.log(
      `PyTorch ${torch.toString()}, ${threads.toString()} threads: ${Number(ms).toFixed(1)} ms ` +
        `(loss ${Number(loss).toFixed(4)}), ${((1e3 * median) / Number(ms)).toFixed(2)} × PyTorch's time`,
    );
  }
}
