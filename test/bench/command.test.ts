/**
 * @file `heed bench` as it is typed.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { MeasuredRun } from "../../bench/src/report/comparison.js";
import type { RowMeasure } from "../../bench/src/report/row.js";
import { endOf, linesOf, small, spelling, until, Workplace } from "../cli/program.js";

const here = new Workplace();
const briefly = ["--only", "neg", "--backends", "simd,reference,naive", "--budget", "0.05"];
const kernels = ["bench", "kernels", ...briefly];
/** The least that can be compared with it. */
const again = ["bench", "kernels", "--only", "neg", "--backends", "reference", "--budget", "0.02"];

interface Told extends MeasuredRun {
  readonly ok: boolean;
  readonly done: boolean;
  readonly roof: { readonly gflops: number; readonly gigabytes: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
  readonly seed: number;
}

let told: Told;

beforeAll(async () => {
  const { code, stdout } = await here.heed([...kernels, "--json", "--svg", "charts"]);
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  told = JSON.parse(stdout) as Told;
  here.write("run.json", stdout);
}, 120_000);

/** The same run, as if every row had been so much faster, on this machine or another. */
function writeEarlier(file: string, part: number, facts: Partial<MeasuredRun> = {}): void {
  const contenders = told.contenders.map((row): RowMeasure => {
    const { medianMs = 0, lowMs = 0, highMs = 0 } = row;
    return {
      ...row,
      medianMs: part * medianMs,
      lowMs: part * lowMs,
      highMs: part * highMs,
      noise: 0,
    };
  });
  here.write(file, JSON.stringify({ ...told, contenders, ...facts }));
}

describe("heed bench kernels --json", () => {
  test("is stamped with machine, versions, date and seed", () => {
    expect(told).toMatchObject({ what: "kernels", ok: true, done: true, seed: 1 });
    expect(told.machine).toMatchObject({ node: process.versions.node });
    expect(told.versions.benchmark).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Date.parse(told.date)).toBeGreaterThan(0);
    expect(told.roof.gflops).toBeGreaterThan(0);
    expect(told.roof.gigabytes).toBeGreaterThan(0);
  });

  test("has every contender in every workload, with a time or the reason why not", () => {
    const works = new Set(told.contenders.map(({ work }) => work));
    expect([...works]).toEqual(["neg small", "neg medium", "neg large"]);
    for (const row of told.contenders) {
      if (row.name === "naive") {
        expect(row).toMatchObject({
          ok: false,
          verdict: "missing",
          why: expect.any(String) as string,
        });
        continue;
      }
      expect(row).toMatchObject({
        ok: true,
        verdict: "timed",
        ran: expect.stringContaining("/") as string,
      });
      const { medianMs = NaN, lowMs = NaN, highMs = NaN, gflops, gigabytes, ofRoof } = row;
      expect(lowMs).toBeLessThanOrEqual(medianMs);
      expect(medianMs).toBeLessThanOrEqual(highMs);
      for (const rate of [gflops, gigabytes, ofRoof]) expect(rate).toBeGreaterThan(0);
      expect(row.intensity).toBe(1 / 8);
    }
  });

  test("draws the roofline and the crossover", () => {
    for (const name of ["roofline", "crossover"]) {
      const svg = readFileSync(here.path("charts", `${name}.svg`), "utf8");
      expect(svg).toMatch(/^<svg .*xmlns=/);
      expect(svg).toContain("<circle ");
    }
  });
});

describe("heed bench --compare", () => {
  test("fails where rows are much slower than before, and says which", async () => {
    writeEarlier("fast.json", 1e-3);
    const { code, stdout } = await here.heed([...again, "--compare", "fast.json"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Against the earlier run: [1-9]\d* slower, 0 faster/);
    expect(stdout).toMatch(/neg large +reference +slower/);
  });

  test("does not fail where rows are much faster", async () => {
    writeEarlier("slow.json", 1e3);
    const { code, stdout } = await here.heed([...again, "--compare", "slow.json"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Against the earlier run: 0 slower, [1-9]\d* faster/);
  });

  test("refuses a run of another machine, before it measures anything", async () => {
    writeEarlier("there.json", 1, { machine: { ...told.machine, cpu: "Another" } });
    const { code, stderr } = await here.heed([...kernels, "--compare", "there.json"]);
    expect(code).toBe(2);
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(/^error: there\.json: .* its cpu was Another, here it is /),
    ]);
  });

  test.for([
    ["words.json", "no JSON at all", "it holds no JSON"],
    ["list.json", "[1, 2]", "it is no run of heed bench"],
    ["other.json", `{"what":"kernels","machine":{}}`, "it is no run of heed bench: machine"],
  ])("refuses %s", async ([file, text, why]) => {
    here.write(file, text);
    const { code, stderr } = await here.heed([...kernels, "--compare", file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${file}: ${why}`);
    expect(linesOf(stderr)).toHaveLength(1);
  });
});

describe("heed bench", () => {
  test("prints a table that fits 80 columns, and nothing else on stdout but what follows it", async () => {
    const { code, stdout } = await here.heed(kernels);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines[0]).toMatch(/^work +contender +median/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^neg small +simd .* [µnm]?s /m);
    expect(stdout).toMatch(/Not here: naive: no naive loop is written for it\./);
  });

  test.for([
    [["bench", "kernels", "--only", "sofmax"], `--only knows no "sofmax" (did you mean softmax?)`],
    [["bench", "kernels", "--backends", "simt"], `--backends knows no "simt" (did you mean simd?)`],
    [["bench", "kernel"], "Did you mean kernels?"],
    [["bench", "--budget", "0"], "It must be a number above 0."],
    [["bench", "--compare", "nothing.json"], "nothing.json"],
    [["bench", "--svg", "run.json"], "run.json"],
  ] as const)("answers a mistake in one line: %s", async ([args, why]) => {
    const { code, stdout, stderr } = await here.heed([...args]);
    expect({ code, stdout, lines: linesOf(stderr).length }).toEqual({
      code: 2,
      stdout: "",
      lines: 1,
    });
    expect(stderr).toContain(why);
  });

  test("prints what there is when it is stopped", async () => {
    const child = here.start(["bench", "kernels", "--only", "neg,exp", "--backends", "simd"]);
    const ended = endOf(child);
    await until(child.stdout, (text) => /neg small +simd/.test(text));
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain("Stopped: this is not all of it.");
    expect(stdout).not.toContain("exp large");
  });
});

describe("heed bench decode --model", () => {
  const decode = ["bench", "decode", "--only", "greedy", "--budget", "0.02", "--json"];

  test("takes a run's folder", async () => {
    here.write("train.tsv", spelling(60));
    const run = ["--train", "train.tsv", "--out", "runs/tiny", "--updates", "2", ...small];
    expect((await here.heed(["train", ...run])).code).toBe(0);
    const { code, stdout } = await here.heed([...decode, "--model", "runs/tiny"]);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      ...{ code: 0, ok: true, isTrained: true },
    });
  });

  test("says where there is no model", async () => {
    const { code, stderr } = await here.heed([...decode, "--model", "runs/none"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: runs\/none: there is no model here/m);
  });
});
