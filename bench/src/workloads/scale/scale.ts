/**
 * @file `heed bench scale`: how the time and the memory of the reference step grow with each of its
 * sizes, one at a time, and how its time shrinks with threads.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createSimd } from "@heed/tensor";
import { Company } from "../../contest/company.js";
import { contest } from "../../contest/contest.js";
import { ourContender, type Contender } from "../../contest/contender.js";
import { isTimed } from "../../contest/entry.js";
import { findTorch, threadCounts, torchContenders } from "../../peers/torch.js";
import type { BenchOptions, Discipline, Watching } from "../../report/discipline.js";
import type { Report } from "../../report/report.js";
import { rowOf, type RowMeasure } from "../../report/row.js";
import { measureRoofs, usualRoof } from "../../roof/roof.js";
import { expectedLosses, missOfLosses } from "../step/expectedLosses.js";
import { stepStart } from "../step/referenceStep.js";
import { encodeStart } from "../step/startFile.js";
import { stepFlops } from "../step/stepSizes.js";
import { patience, type StepWorkload } from "../step/stepWorkload.js";
import { pointsOf, referencePoint, sizeFactors, type ScalePoint } from "./scalePoints.js";
import { scaleSummary, type Cost } from "./scaleSummary.js";

/** Seconds for each contender and point. */
const usualBudget = 1;

/** The one of `--only` that is no size. */
const threadsFactor = "threads";

export const scale: Discipline = {
  parts: [...Object.keys(sizeFactors), threadsFactor],
  backends: ["simd", "reference"],
  run: runScale,
};

/** A point, and who is measured there. */
interface Stop extends ScalePoint {
  readonly contenders: readonly Contender[];
}

async function runScale(options: BenchOptions, watching: Watching): Promise<Report> {
  const { only = scale.parts, backends = ["simd"], budget = usualBudget, peers, seed } = options;
  const { stop, onStart, onRow, onProgress } = watching;
  const ours = backends.map((name) => ourContender(name));
  const others = peers ? await patientTorch() : [];
  const stops = stopsOf(only, [...ours, ...others]);
  const folder = await mkdtemp(join(tmpdir(), "heed-scale-"));
  const company = new Company(stop);
  try {
    const roofs = await measureRoofs(company, [ourContender("simd")], { budget, seed, stop });
    onStart({
      works: stops.map(({ work }) => work),
      names: [...new Set(stops.flatMap(({ contenders }) => contenders.map(({ name }) => name)))],
    });
    const rows: RowMeasure[] = [];
    const costs: Cost[] = [];
    for (const [i, { work, sizes, contenders }] of stops.entries()) {
      if (stop.aborted) break;
      // Memory is that of a process which has done nothing else.
      for (const contender of contenders) await company.dismiss(contender);
      const file = join(folder, "start.safetensors");
      if (others.length > 0)
        await writeFile(file, await encodeStart(stepStart(createSimd(), sizes)));
      const workload: StepWorkload = { kind: "step", sizes, losses: 1, patience, start: file };
      const { entries, noise } = await contest(company, {
        ...{ workload, contenders, seconds: budget, seed, stop },
        miss: await missAt({ work, sizes }),
        onProgress: (fraction) => onProgress((i + fraction) / stops.length),
      });
      for (const entry of entries) {
        const row = rowOf(entry, { work, flops: stepFlops(sizes), roofs, noise });
        rows.push(row);
        onRow(row);
        if (!isTimed(entry)) continue;
        const { contender, threads, time, memory } = entry;
        const bytes = memory && memory.peakBytes - memory.baselineBytes;
        costs.push({
          sizes,
          name: contender.name,
          threads,
          seconds: time.median,
          ...(bytes && { bytes }),
        });
      }
    }
    const roof = roofs.get(usualRoof);
    return {
      ok: rows.every(({ verdict }) => verdict === "timed" || verdict === "missing"),
      done: !stop.aborted,
      roof: { gflops: roof?.gflops ?? 0, gigabytes: roof?.triads.at(-1)?.gigabytes ?? 0 },
      contenders: rows,
      ...scaleSummary(costs, only, seed),
    };
  } finally {
    await company.close();
    await rm(folder, { recursive: true });
  }
}

/** Each point once; at the reference, where threads are asked for, with each number of them. */
function stopsOf(only: readonly string[], contenders: readonly Contender[]): Stop[] {
  const factors = only.filter((factor) => factor !== threadsFactor);
  const counts = only.includes(threadsFactor) ? threadCounts(availableParallelism()) : [];
  const fewer = counts.slice(0, -1).map((count) => ourContender("simd", count));
  return pointsOf(factors).map((point) => ({
    ...point,
    contenders: point === referencePoint ? [...contenders, ...fewer] : contenders,
  }));
}

/**
 * PyTorch with all threads, told not to spin while they wait: spinning, a
 * machine that does anything else makes them many times slower, at some sizes and not at others.
 */
async function patientTorch(): Promise<Contender[]> {
  const torches = torchContenders(await findTorch());
  const patient = torches.filter(({ env }) => env?.OMP_WAIT_POLICY === "passive");
  return [...torches, ...patient].slice(-1);
}

/**
 * At the reference, losses are known; elsewhere the first contender's is the one that others must
 * have, and near ln V, the loss of who knows nothing.
 */
async function missAt({
  work,
  sizes: { H, V },
}: ScalePoint): Promise<(losses: readonly number[]) => string | undefined> {
  let expected = work === referencePoint.work ? await expectedLosses(H) : undefined;
  return (losses) => {
    expected ??= losses;
    const ignorance = Math.log(V);
    if (!(Math.abs(losses[0] - ignorance) < ignorance / 4)) {
      return `its loss is ${losses[0]}, far from ln ${V}`;
    }
    return missOfLosses(losses, expected, H);
  };
}
