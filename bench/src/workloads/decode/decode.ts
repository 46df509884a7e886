/**
 * @file `heed bench decode`: how fast words are pronounced, greedily and by a beam: one at a time,
 * which is what somebody waits for, and in batches, which is what a file takes.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Company } from "../../contest/company.js";
import { contest } from "../../contest/contest.js";
import { ourContender, ourContenders, type Contender } from "../../contest/contender.js";
import { isTimed } from "../../contest/entry.js";
import { askOracle } from "../../contest/oracle.js";
import type { BenchOptions, Discipline, Watching } from "../../report/discipline.js";
import type { Report } from "../../report/report.js";
import { rowOf, type RowMeasure } from "../../report/row.js";
import { measureRoofs, usualRoof } from "../../roof/roof.js";
import { decodePeers } from "./decodePeers.js";
import { decodeSummary, type Pace } from "./decodeSummary.js";
import { answerMiss, type DecodeWorkload } from "./decodeWorkload.js";
import { openPronouncer } from "./pronouncer.js";

/** K of each search's beam, by the name that `--only` has. */
const searches: Readonly<Record<string, number>> = { greedy: 1, beam5: 5 };

/** Words that are decoded together. */
const batches = [1, 16, 64, 256];

/** Seconds for each contender, search and batch. */
const usualBudget = 2;

/** Words whose answers are held against the oracle's. */
const checked = 32;

export const decode: Discipline = {
  parts: Object.keys(searches),
  backends: ["simd", "reference"],
  run: runDecode,
};

interface DecodeCase {
  /** "greedy, 16 words" */
  readonly work: string;
  readonly width: number;
  readonly batch: number;
}

async function runDecode(options: BenchOptions, watching: Watching): Promise<Report> {
  const { only = decode.parts, backends = ["simd"], budget = usualBudget, peers, seed } = options;
  const { stop, say, onStart, onRow, onProgress } = watching;
  const pronouncer = await openPronouncer({
    count: Math.max(...batches),
    seed,
    file: options.model,
  });
  const { sources, maxLength } = pronouncer;
  const ours = ourContenders(backends);
  const greedyPeers = peers ? await decodePeers(pronouncer) : [];
  const cases = only.flatMap((search) =>
    batches.map((batch): DecodeCase => {
      const words = `${batch} word${batch === 1 ? "" : "s"}`;
      return { work: `${search}, ${words}`, width: searches[search], batch };
    }),
  );
  const folder = await mkdtemp(join(tmpdir(), "heed-decode-"));
  const company = new Company(stop);
  try {
    const model = join(folder, "model.safetensors");
    await writeFile(model, pronouncer.bytes);
    const roofed = [ourContender("simd")];
    const roof = (await measureRoofs(company, roofed, { budget, seed, stop })).get(usualRoof);
    onStart({
      works: cases.map(({ work }) => work),
      names: [...ours, ...greedyPeers].map(({ name }) => name),
    });
    const oracles = new Map<number, Oracle>();
    const rows: RowMeasure[] = [];
    const paces: Pace[] = [];
    for (const [i, { work, width, batch }] of cases.entries()) {
      if (stop.aborted) break;
      const asked = { kind: "decode", model, sources, width, maxLength, checked } as const;
      const workload: DecodeWorkload = { ...asked, batch };
      let oracle = oracles.get(width);
      if (oracle === undefined) {
        say(`${work}: what is right, by the reference backend`);
        const slow = { ...asked, sources: sources.slice(0, checked), batch: checked };
        oracle = await askOracle(company, ourContender("reference"), slow);
        oracles.set(width, oracle);
      }
      const { entries, noise } = await contest(company, {
        workload,
        contenders: [...ours, ...(width === 1 ? greedyPeers : [])],
        miss: missFor(oracle),
        seconds: budget,
        ...{ seed, stop },
        onProgress: (fraction) => onProgress((i + fraction) / cases.length),
      });
      for (const entry of entries) {
        const row = rowOf(entry, { work, noise });
        rows.push(row);
        onRow(row);
        if (!isTimed(entry)) continue;
        const { median, p95 } = entry.time;
        const { name } = entry.contender;
        paces.push({ work, name, width, batch, median, p95, isPeer: isIn(greedyPeers, name) });
      }
    }
    return {
      ok: rows.every(({ verdict }) => verdict === "timed" || verdict === "missing"),
      done: !stop.aborted,
      roof: { gflops: roof?.gflops ?? 0, gigabytes: roof?.triads.at(-1)?.gigabytes ?? 0 },
      contenders: rows,
      ...decodeSummary(paces, pronouncer),
    };
  } finally {
    await company.close();
    await rm(folder, { recursive: true });
  }
}

type Oracle = Awaited<ReturnType<typeof askOracle>>;

function missFor(oracle: Oracle): (check: readonly number[]) => string | undefined {
  return (check) =>
    "why" in oracle
      ? `there is nothing to hold it against: ${oracle.why}`
      : answerMiss(check, oracle.check);
}

function isIn(contenders: readonly Contender[], name: string): boolean {
  return contenders.some((contender) => contender.name === name);
}
