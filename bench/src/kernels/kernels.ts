/**
 * @file `heed bench kernels`: every operator at three sizes, and some shapes by name, by naive loops,
 * on each backend and in each mode that runs here, and by others' libraries.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { gpuModes } from "@heed/tensor";
import { Company } from "../contest/company.js";
import { contest } from "../contest/contest.js";
import { inChromium, ourContender, type Contender } from "../contest/contender.js";
import { askOracle } from "../contest/oracle.js";
import { peerContenders } from "../peers/peers.js";
import type { BenchOptions, Discipline, Watching } from "../report/discipline.js";
import type { Report } from "../report/report.js";
import { rowOf, type RowMeasure } from "../report/row.js";
import { measureRoofs, usualRoof, type Roofs } from "../roof/roof.js";
import { missOf } from "./digest.js";
import { crossoverChart, rooflineChart } from "./kernelCharts.js";
import { kernelSummary } from "./kernelSummary.js";
import { casesOf, type OperatorCase } from "./operatorCases.js";
import { costsOf, operatorTable } from "./operatorWorkload.js";

/** Seconds for each contender and case. */
const usualBudget = 0.3;

/** Modes that only a page has, and one that it has, too: a browser is started for them. */
const pageModes = gpuModes.filter((mode) => mode.startsWith("webgl"));
const inPage = [...pageModes.map((mode) => `gpu-${mode}`), "gpu-webgpu-page"];

const inNode = [
  ...["simd", "reference", "naive"],
  ...gpuModes.filter((mode) => !pageModes.includes(mode)).map((mode) => `gpu-${mode}`),
];

export const kernels: Discipline = {
  parts: Object.keys(operatorTable),
  backends: [...inNode, ...inPage],
  run: runKernels,
};

const naiveScript = fileURLToPath(new URL("../../dist/kernels/naiveProcess.js", import.meta.url));

const naive: Contender = {
  name: "naive",
  backend: "naive",
  command: [process.execPath, "--expose-gc", naiveScript],
};

/** Ours by name; SIMD with all threads, and with one where there are more. */
function contendersOf(names: readonly string[]): Contender[] {
  const alone = availableParallelism() > 1 ? [ourContender("simd", 1)] : [];
  return names.flatMap((name) => {
    if (name === "naive") return [naive];
    if (inPage.includes(name)) return [inChromium(name.replace(/-page$/, ""))];
    return name === "simd" ? [ourContender(name), ...alone] : [ourContender(name)];
  });
}

async function runKernels(options: BenchOptions, watching: Watching): Promise<Report> {
  const { only = kernels.parts, budget = usualBudget, peers, seed } = options;
  const { stop, say, onStart, onRow, onProgress } = watching;
  const ours = contendersOf(options.backends ?? inNode);
  const others = peers ? await peerContenders("operator", say) : [];
  const contenders = [...ours, ...others];
  const cases = casesOf(only, seed);
  const company = new Company(stop);
  try {
    // What has no roof of its own is held against SIMD's.
    const roofed = ours.some(({ name }) => name === usualRoof)
      ? ours
      : [ourContender("simd"), ...ours];
    const roofs = await measureRoofs(company, roofed, { budget, seed, stop });
    onStart({
      works: cases.map(({ work }) => work),
      names: contenders.map(({ name }) => name),
    });
    const rows: RowMeasure[] = [];
    for (const [i, one] of cases.entries()) {
      if (stop.aborted) break;
      const asked = { contenders, seconds: budget, seed, stop, roofs };
      const found = await measureCase(company, one, asked, (fraction) =>
        onProgress((i + fraction) / cases.length),
      );
      rows.push(...found);
      found.forEach(onRow);
    }
    return reportOf(rows, cases, roofs, !stop.aborted);
  } finally {
    await company.close();
  }
}

interface Asked {
  readonly contenders: readonly Contender[];
  readonly seconds: number;
  readonly seed: number;
  readonly stop: AbortSignal;
  readonly roofs: Roofs;
}

async function measureCase(
  company: Company,
  { work, workload }: OperatorCase,
  { roofs, ...asked }: Asked,
  onProgress: (fraction: number) => void,
): Promise<RowMeasure[]> {
  const { flops, bytes, elements } = costsOf(workload);
  const exact = { ...workload, dtype: "float64" };
  const oracle = await askOracle(company, ourContender("reference"), exact);
  const miss = (check: readonly number[]): string | undefined =>
    "why" in oracle
      ? `there is nothing to hold it against: ${oracle.why}`
      : missOf(check, oracle.check, flops / Math.max(1, elements));
  const { entries, noise } = await contest(company, { ...asked, workload, miss, onProgress });
  // A contender may know that it moves nothing.
  return entries.map((entry) =>
    rowOf(entry, { work, flops, bytes: entry.bytes ?? bytes, roofs, noise }),
  );
}

function reportOf(
  rows: readonly RowMeasure[],
  cases: readonly OperatorCase[],
  roofs: Roofs,
  done: boolean,
): Report {
  const machine = roofs.get(usualRoof);
  return {
    ok: rows.every(({ verdict }) => verdict === "timed" || verdict === "missing"),
    done,
    roof: { gflops: machine?.gflops ?? 0, gigabytes: machine?.triads.at(-1)?.gigabytes ?? 0 },
    contenders: rows,
    more: {
      roofs: Object.fromEntries(
        Array.from(roofs, ([name, { threads, gflops, triads }]) => [
          name,
          { threads, gflops, triads },
        ]),
      ),
    },
    ...kernelSummary(rows, roofs),
    charts: [rooflineChart(rows, roofs), ...crossoverChart(rows, cases)],
  };
}
