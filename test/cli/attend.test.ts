import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { linesOf, small, spelling, Workplace } from "./program.js";

const here = new Workplace();
const train = (...args: readonly string[]) =>
  here.heed(["train", "--train", "pairs.tsv", "--updates", "100", ...small, ...args]);

beforeAll(async () => {
  here.write("pairs.tsv", spelling(120));
  expect((await train("--out", "runs/demo")).code).toBe(0);
}, 60_000);

interface Matrix {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

async function matrixOf(word: string): Promise<Matrix> {
  return JSON.parse((await here.heed(["attend", "--json", word])).stdout) as Matrix;
}

describe("heed attend", () => {
  test("prints weights that sum to 1 over the source, a row a token and one for the end", async () => {
    const { source, target, weights } = await matrixOf("abab");
    expect(source).toEqual(["a", "b", "a", "b"]);
    const answer = (await here.heed(["predict", "abab"])).stdout.trim().split("\t")[1];
    expect(target).toEqual([...answer.split(" "), "<end>"]);
    for (const row of weights) {
      expect(row).toHaveLength(4);
      // A sum of S float32 numbers of at most 1 that were rounded once each.
      const sum = row.reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(8 * 2 ** -24 * row.length);
    }
  });

  test("numbers, terminal and picture show the same weights", async () => {
    const { weights } = await matrixOf("abab");
    const { stdout } = await here.heed(["attend", "abab", "--svg", "abab.svg"]);
    // The terminal has five shades, each drawn twice.
    const rows = linesOf(stdout).filter((line) => /[·░▒▓█]/.test(line) && !line.includes("weight"));
    const shades = rows.map((row) =>
      Array.from(/[·░▒▓█].*/.exec(row)?.[0] ?? "")
        .filter((_, column) => column % 2 === 0)
        .map((shade) => "·░▒▓█".indexOf(shade)),
    );
    expect(shades).toEqual(weights.map((row) => row.map((weight) => Math.round(4 * weight))));
    // The picture says each weight to four places where one points at it.
    const svg = readFileSync(here.path("abab.svg"), "utf8");
    const titles = Array.from(svg.matchAll(/looked at [^<]*: (\d\.\d{4})<\/title>/g), ([, w]) => w);
    expect(titles).toEqual(weights.flat().map((weight) => weight.toFixed(4)));
  });

  test("has no escape codes where nobody looks, and keeps to the width", async () => {
    const word = "ab".repeat(30);
    for (const columns of [40, 80, 200]) {
      const env = { COLUMNS: String(columns) };
      const { code, stdout } = await here.heed(["attend", word], { env });
      expect(code).toBe(0);
      // eslint-disable-next-line no-control-regex -- escape codes are what must not be there
      expect(stdout).not.toMatch(/\u001b/);
      // The first line is data, the word and its answer.
      const widest = Math.max(
        ...linesOf(stdout)
          .slice(1)
          .map((line) => line.length),
      );
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });

  test("a model without attention says so", async () => {
    await train("--attention", "none", "--out", "runs/none");
    const { code, stdout, stderr } = await here.heed(["attend", "--model", "runs/none", "ab"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: this model has no attention: .*\n$/);
  });

  test("a source without tokens has nothing to look at", async () => {
    expect(await here.heed(["attend", " "])).toMatchObject({ code: 2, stdout: "" });
  });
});
