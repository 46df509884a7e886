import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { ComparisonReport } from "../../packages/cli/src/comparison/report.js";
import { partsOf } from "./figures/svg.js";
import { endOf, linesOf, until, Workplace } from "./program.js";

const here = new Workplace();

/** Sizes with which a model trains in a moment, and learns nothing. */
const tiny = [
  ...["--updates", "3", "--batch", "4", "--hidden", "8", "--embedding", "4"],
  ...["--lengths", "2..5", "--seeds", "2", "--sources", "4"],
];

async function report(...args: readonly string[]): Promise<ComparisonReport> {
  const { code, stdout, stderr } = await here.heed(["compare", "--json", ...args]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as ComparisonReport;
}

/** What does not depend on the clock and on how it was asked for. */
const timeless = ({ models, comparison, done }: ComparisonReport): unknown => ({
  comparison,
  done,
  models: models.map(({ seconds: _, runs, ...model }) => ({
    ...model,
    runs: runs.map(({ seconds: _ignored, ...run }) => run),
  })),
});

describe("heed compare", () => {
  test("attention beats a fixed context on the longest sources", async () => {
    const { models } = await report(
      ...["--models", "cho,general", "--lengths", "4..12", "--train-lengths", "4..10"],
      ...["--updates", "200", "--hidden", "32", "--learning-rate", "0.015", "--seeds", "2"],
    );
    const [cho, general] = models.map(({ points }) => points);
    expect(general.at(-1)?.length).toBe(12);
    expect(general.at(-1)?.accuracy).toBeGreaterThan(cho.at(-1)?.accuracy ?? NaN);
    // Where both have trained, the gap is no accident of the two seeds.
    expect(general[0].low).toBeGreaterThan(cho[0].accuracy);
  });
});

describe("the report", () => {
  let whole: ComparisonReport;

  beforeAll(async () => {
    whole = await report("--out", "runs/whole", "--threads", "1", ...tiny);
  }, 60_000);

  test("has a model a name, its parameters, and a point a length within its interval", () => {
    expect(whole.models.map(({ name }) => name)).toEqual([
      ...["sutskever", "cho", "additive", "general"],
    ]);
    for (const { parameters, points, runs } of whole.models) {
      expect(parameters).toBeGreaterThan(0);
      expect(points.map(({ length }) => length)).toEqual([2, 3, 4, 5]);
      expect(runs.map(({ seed }) => seed)).toEqual([1, 2]);
      points.forEach(({ accuracy, low, high }, i) => {
        const [first, second] = runs.map((run) => run.points[i].token);
        expect(accuracy).toBe((first + second) / 2);
        expect(low).toBeLessThanOrEqual(accuracy);
        expect(high).toBeGreaterThanOrEqual(accuracy);
      });
    }
  });

  test("tells where a model with attention looked, and nothing of one without", () => {
    const looked = whole.models.filter(({ familiar }) => familiar.aer && familiar.entropy);
    expect(looked.map(({ name }) => name)).toEqual(["additive", "general"]);
  });

  test("is the same whatever number of threads made it", async () => {
    expect(timeless(await report("--threads", "2", ...tiny))).toEqual(timeless(whole));
  });

  test("lies in the folder as JSON, picture and table, which agree", () => {
    const read = (name: string): string => readFileSync(here.path("runs/whole", name), "utf8");
    expect(JSON.parse(read("compare.json"))).toEqual(whole);
    const texts = partsOf(read("compare.svg"), "text").map(({ text }) => text);
    // Cells are padded.
    const markdown = read("compare.md").replaceAll(/ +/g, " ");
    for (const { name, parameters, points } of whole.models) {
      const reached = points.at(-1)?.accuracy ?? NaN;
      expect(texts).toContain(`${name}: ${reached.toFixed(0)} %`);
      expect(texts).toContain(`${parameters.toLocaleString("en")} parameters`);
      expect(markdown).toContain(`| ${name} | ${parameters.toLocaleString("en")} |`);
      expect(markdown).toContain(` ${reached.toFixed(1)} (`);
    }
    expect(markdown).toContain(whole.command);
    expect(markdown).toContain(whole.machine);
  });

  test("that lacks models is made whole by --resume, and by no other command", async () => {
    const models = whole.models.map((model) => ({ ...model, runs: model.runs.slice(1) }));
    const cut = { ...whole, models: models.slice(1), done: false };
    mkdirSync(here.path("runs/part"));
    writeFileSync(here.path("runs/part/compare.json"), JSON.stringify(cut));
    const again = await here.heed(["compare", "--out", "runs/part", ...tiny]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toMatch(/^error: runs\/part: .*--resume\)\n$/);
    const resumed = await report("--out", "runs/part", "--resume");
    expect(timeless(resumed)).toEqual(timeless(whole));
    expect(resumed.command).toBe(whole.command);
  });
});

describe("a table of scores", () => {
  const asked = ["compare", "--scores", "dot,location", "--windows", "all", ...tiny];

  test("fits a narrow terminal, without colours, and is written where it is wanted", async () => {
    const env = { COLUMNS: "40", FORCE_COLOR: "1" };
    const files = ["--markdown", "scores.md", "--svg", "scores.svg"];
    const { code, stdout, stderr } = await here.heed([...asked, "--seeds", "1", ...files], { env });
    expect(code).toBe(0);
    expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(linesOf(stdout).filter((line) => line.startsWith("location "))).toHaveLength(3);
    expect(stdout + stderr).not.toContain("\u001b");
    const rows = linesOf(readFileSync(here.path("scores.md"), "utf8")).filter((line) =>
      /^\| (dot|location) +\| (global|local-[mp]) +\|/.test(line),
    );
    expect(rows).toHaveLength(6);
    const texts = partsOf(readFileSync(here.path("scores.svg"), "utf8"), "text");
    expect(texts.map(({ text }) => text)).toContain("location local-p");
  });
});

test("Ctrl-C keeps the models that are finished, and says how to go on", async () => {
  const long = ["--updates", "400", "--hidden", "32", "--seeds", "50", "--threads", "1"];
  const child = here.start([
    "compare",
    ...tiny,
    ...long,
    "--models",
    "cho,dot",
    "--out",
    "stopped",
  ]);
  await until(child.stderr, (text) => text.includes("cho, seed 1:"));
  child.kill("SIGINT");
  const { code, stdout, stderr } = await endOf(child);
  expect(code).toBe(130);
  expect(stderr).toContain("npx heed compare --out stopped --resume");
  expect(stdout).toMatch(/^cho /m);
  expect(stdout).toContain("stopped: some models have fewer seeds");
  const kept = JSON.parse(
    readFileSync(here.path("stopped/compare.json"), "utf8"),
  ) as ComparisonReport;
  expect(kept.done).toBe(false);
  expect(kept.models[0].runs[0]).toMatchObject({ name: "cho", seed: 1 });
});

beforeAll(() => {
  mkdirSync(here.path("taken"));
  here.write("file", "");
});

/** What was typed, and what the one line must say. */
type Mistake = readonly [line: string, ...says: string[]];

/** Where no folder can be made, even by whom no permission stops. */
const closed: readonly Mistake[] = existsSync("/proc/self")
  ? [["--out /proc/heed", "/proc/heed", "cannot be made"]]
  : [];

const mistakes: readonly Mistake[] = [
  ["--lengths 40..5", "--lengths", "did you mean 5..40?"],
  ["--lengths 5", "--lengths", "such as 5..40"],
  ["--train-lengths 5..60", "--train-lengths 5..60", "--lengths 5..40"],
  ["--models aditive", "--models", "Did you mean additive?"],
  ["--models cho,cho", "--models", "cho twice"],
  ["--models cho --scores dot", "cannot be used with"],
  ["--scores cho", "--scores", "Choose from additive"],
  ["--scores dot --windows local", "--windows", "local-m"],
  ["--windows local-p", "--scores all"],
  ["--task dates", "--task", "copy, reverse, sort"],
  ["--seeds 0", "--seeds", "at least 1"],
  ["--order luong", "cho", "choose the order bahdanau"],
  ["--scores dot --hidden 33", "dot", "--hidden 34"],
  ["--resume", "--out"],
  ["--resume --out none", "none", "no comparison to go on with"],
  ["--resume --out none --seeds 2", "cannot be used with"],
  // Before anything is trained
  ["--svg taken", "taken: there is a folder of this name", "name a file"],
  ["--markdown file/table.md", "file/table.md", "choose another folder"],
  ...closed,
  ["--out=", "--out", "must be a path"],
  ["--reach 3", "--reach is for local windows", "--windows all"],
  ["--models additive --hidden 1000000", "does not fit into 4 GiB", "smaller --hidden"],
];

test.for(mistakes)(
  "`heed compare %s` ends with 2 and one line that helps",
  async ([line, ...says]) => {
    const { code, stdout, stderr } = await here.heed(["compare", ...line.split(" ")]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/^error: /);
    for (const words of says) expect(stderr).toContain(words);
  },
);
