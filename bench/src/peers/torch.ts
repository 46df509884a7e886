/**
 * @file PyTorch as a contender, where a Python is found that has it: $HEED_PYTHON, else the first
 * python3, else the system's, for which distributions package it.
 *
 * How fast it is depends on who holds threads: its own operators and those of the BLAS below it have
 * a pool each, which wait for work by spinning. So it takes part with each number of threads, and
 * with the settings that its users try; the best one counts.
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Contender } from "../contest/contender.js";
import { peersFolder } from "./install.js";

/** A Python that has torch, or why there is none. */
export type Torch = { readonly python: string } | { readonly missing: string };

export async function findTorch(): Promise<Torch> {
  const { HEED_PYTHON = "" } = process.env;
  const tried = new Set([HEED_PYTHON, "python3", "/usr/bin/python3"].filter(Boolean));
  for (const python of tried) {
    try {
      await promisify(execFile)(python, ["-c", "import torch"], { timeout: 60_000 });
      return { python };
    } catch {
      // The next one may.
    }
  }
  return {
    missing: `none of ${[...tried].join(", ")} has torch; HEED_PYTHON may name one that has`,
  };
}

/** What is set around it besides the number of threads, by the name it gets in tables. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "": {},
  ", passive wait": { OMP_WAIT_POLICY: "passive" },
  ", BLAS 1": { OPENBLAS_NUM_THREADS: "1" },
};

/** PyTorch with 1, 2, 4, … and all threads, each in the settings that may help it. */
export function torchContenders(torch: Torch, cores: number = availableParallelism()): Contender[] {
  const python = "python" in torch ? torch.python : "python3";
  const script = join(peersFolder, "torchStep.py");
  return threadCounts(cores).flatMap((threads) => {
    // Alone, it has nobody to wait for.
    const around = Object.entries(settings).slice(0, threads === 1 ? 1 : undefined);
    return around.map(([suffix, env]): Contender => ({
      name: `torch, ${threads} thread${threads === 1 ? "" : "s"}${suffix}`,
      backend: "torch",
      command: [python, script, "--threads", String(threads)],
      env,
      ...("missing" in torch && { missing: torch.missing }),
    }));
  });
}

/** Powers of two below the number of cores, and that itself. */
export function threadCounts(cores: number): number[] {
  const counts = [cores];
  for (let count = 2 ** Math.floor(Math.log2(cores)); count >= 1; count /= 2) {
    if (count < cores) counts.unshift(count);
  }
  return counts;
}
