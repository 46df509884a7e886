/**
 * @file `heed bench step`: one training step of a recurrent attention model, by our backends and by
 * others' libraries, all from the same first weights.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { disposeTree } from "@heed/autograd";
import { createSimd, reference } from "@heed/tensor";
import { Company } from "../../contest/company.js";
import { contest } from "../../contest/contest.js";
import { ourContender, type Contender } from "../../contest/contender.js";
import { peerContenders } from "../../peers/peers.js";
import { profileStep } from "../../profile/profileStep.js";
import { profileTable } from "../../profile/profileTable.js";
import type { ProfileNode } from "../../profile/profileTree.js";
import type { BenchOptions, Discipline, Watching } from "../../report/discipline.js";
import type { Report } from "../../report/report.js";
import { rowOf } from "../../report/row.js";
import { measureRoofs, usualRoof, type RoofOptions, type Roofs } from "../../roof/roof.js";
import { comparedLosses, expectedLosses, missOfLosses } from "./expectedLosses.js";
import { stepStart } from "./referenceStep.js";
import { encodeStart } from "./startFile.js";
import {
  memoryTable,
  ratioNotes,
  singleSampleNote,
  stepChart,
  type StepFindings,
} from "./stepReport.js";
import { stepRatios } from "./stepRatios.js";
import { stepFlops, stepSizes, usualHidden } from "./stepSizes.js";
import { patience, type StepWorkload } from "./stepWorkload.js";

/** Hidden units by the names of parts. */
const hiddenOf = { hidden64: 64, hidden256: usualHidden, hidden512: 512 } as const;

/** Seconds of timing for each contender and size. */
const usualBudget = 6;

/** Seconds that a profile takes. */
const profileSeconds = 2;

export const step: Discipline = {
  parts: Object.keys(hiddenOf),
  backends: ["simd", "reference"],
  run: runStep,
};

async function runStep(options: BenchOptions, watching: Watching): Promise<Report> {
  const { only = step.parts, backends = ["simd"], budget = usualBudget, peers, seed } = options;
  const { stop, say, onStart, onRow, onProgress } = watching;
  const ours = backends.flatMap(contendersOf);
  const contenders = [...ours, ...(peers ? await peerContenders("step", say) : [])];
  const sizes = step.parts.filter((part) => only.includes(part)).map(hiddenUnits);
  const roofs = await roofsOf(ours, { budget, seed, stop });
  const works = sizes.map(workOf);
  onStart({ works, names: contenders.map(({ name }) => name) });

  const findings: StepFindings[] = [];
  for (const [i, hidden] of sizes.entries()) {
    if (stop.aborted) break;
    const found = await measureSize(hidden, {
      ...{ contenders, ours: backends, roofs, seed, stop },
      seconds: budget,
      onProgress: (fraction) => onProgress((i + fraction) / sizes.length),
    });
    findings.push(found);
    found.rows.forEach(onRow);
  }
  const profiled = options.profile === true && !stop.aborted ? sizes : [];
  const profiles: ProfileNode[] = [];
  for (const hidden of profiled) {
    const backend = backends[0] === "reference" ? reference : createSimd();
    const name = `${workOf(hidden)}, ${backend.name}`;
    profiles.push(await profileStep(backend, stepSizes(hidden), { name, seconds: profileSeconds }));
  }
  return reportOf(findings, { ours: backends, roofs, profiles, done: !stop.aborted });
}

function hiddenUnits(part: string): number {
  return hiddenOf[part as keyof typeof hiddenOf];
}

function workOf(hidden: number): string {
  return `step, hidden ${hidden}`;
}

/** SIMD with all threads, and with one where there are more. */
function contendersOf(backend: string): Contender[] {
  const alone = backend === "simd" && availableParallelism() > 1;
  return [ourContender(backend), ...(alone ? [ourContender(backend, 1)] : [])];
}

async function roofsOf(ours: readonly Contender[], options: RoofOptions): Promise<Roofs> {
  const company = new Company(options.stop);
  const isThere = ours.some(({ name }) => name === usualRoof);
  try {
    return await measureRoofs(company, isThere ? ours : [ourContender("simd"), ...ours], options);
  } finally {
    await company.close();
  }
}

interface SizeOptions {
  readonly contenders: readonly Contender[];
  /** Names of our backends among them. */
  readonly ours: readonly string[];
  readonly roofs: Roofs;
  readonly seconds: number;
  readonly seed: number;
  readonly stop: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** Processes are new for each size: the most memory that one had is otherwise the largest size's. */
export async function measureSize(hidden: number, options: SizeOptions): Promise<StepFindings> {
  const { ours, roofs, ...asked } = options;
  const folder = await mkdtemp(join(tmpdir(), "heed-step-"));
  const company = new Company(options.stop);
  const [work, sizes] = [workOf(hidden), stepSizes(hidden)];
  try {
    const start = join(folder, "start.safetensors");
    const first = stepStart(reference, sizes);
    await writeFile(start, await encodeStart(first));
    disposeTree(first);
    const workload: StepWorkload = {
      ...{ kind: "step", sizes, losses: comparedLosses, patience, start },
    };
    const expected = await expectedLosses(hidden);
    const miss = (losses: readonly number[]): string | undefined =>
      missOfLosses(losses, expected, hidden);
    const { entries, noise } = await contest(company, { ...asked, workload, miss });
    const flops = stepFlops(sizes);
    const rows = entries.map((entry) => rowOf(entry, { work, flops, roofs, noise }));
    const memory = entries.flatMap(({ contender: { name }, memory }) => {
      if (memory === undefined) return [];
      return [{ work, name, stepBytes: memory.peakBytes - memory.baselineBytes }];
    });
    return { hidden, work, rows, memory, ratios: stepRatios(rows, ours) };
  } finally {
    await company.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface ReportFacts {
  readonly ours: readonly string[];
  readonly roofs: Roofs;
  readonly profiles: readonly ProfileNode[];
  readonly done: boolean;
}

function reportOf(findings: readonly StepFindings[], facts: ReportFacts): Report {
  const { ours, roofs, profiles, done } = facts;
  const rows = findings.flatMap((found) => found.rows);
  const machine = roofs.get(usualRoof);
  // The ratios are of the workload as it is defined; of another size where only that was measured.
  const main = findings.find(({ hidden }) => hidden === usualHidden) ?? findings.at(0);
  return {
    ok: rows.every(({ verdict }) => verdict === "timed" || verdict === "missing"),
    done,
    roof: { gflops: machine?.gflops ?? 0, gigabytes: machine?.triads.at(-1)?.gigabytes ?? 0 },
    contenders: rows,
    more: {
      ratios: main?.ratios ?? stepRatios([], ours),
      ratiosByHidden: Object.fromEntries(findings.map(({ hidden, ratios }) => [hidden, ratios])),
      memory: findings.flatMap(({ memory }) => memory),
      ...(profiles.length > 0 && { profile: profiles }),
    },
    tables: [...memoryTable(findings), ...profiles.map(profileTable)],
    notes: [
      ...ratioNotes(findings, ours),
      ...singleSampleNote(rows),
      "GFLOP/s are by the nominal count of the workload, whatever a contender saves.",
    ],
    charts: [stepChart(findings)],
  };
}
