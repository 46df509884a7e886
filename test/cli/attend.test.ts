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

interface Trace {
  readonly source: readonly string[];
  readonly hypotheses: readonly {
    readonly target: readonly string[];
    readonly ended: boolean;
    readonly logProbability: number;
    readonly steps: readonly {
      readonly previous: string;
      readonly token: string;
      readonly logProbability: number;
      readonly weights: readonly number[];
    }[];
  }[];
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

  test.each([[], ["--beam", "3", "--hypothesis", "1"], ["--beam", "3", "--hypothesis", "3"]])(
    "numbers, terminal, picture and trace show the same weights: %j",
    async (...asked: readonly string[]) => {
      const json = await here.heed(["attend", "--json", "abab", ...asked]);
      const { source, target, weights } = JSON.parse(json.stdout) as Matrix;
      const files = ["--svg", "abab.svg", "--trace", "abab.json"];
      const { stdout, stderr } = await here.heed(["attend", "abab", ...asked, ...files]);
      expect(linesOf(stderr)).toEqual(["drawn in abab.svg", "traced in abab.json"]);
      // The terminal has five shades, each drawn twice.
      const rows = linesOf(stdout).filter(
        (line) => /[·░▒▓█]/.test(line) && !line.includes("weight"),
      );
      const shades = rows.map((row) =>
        Array.from(/[·░▒▓█].*/.exec(row)?.[0] ?? "")
          .filter((_, column) => column % 2 === 0)
          .map((shade) => "·░▒▓█".indexOf(shade)),
      );
      expect(shades).toEqual(weights.map((row) => row.map((weight) => Math.round(4 * weight))));
      // The picture says each weight to four places where one points at it.
      const svg = readFileSync(here.path("abab.svg"), "utf8");
      const titles = Array.from(
        svg.matchAll(/looked at [^<]*: (\d\.\d{4})<\/title>/g),
        ([, w]) => w,
      );
      expect(titles).toEqual(weights.flat().map((weight) => weight.toFixed(4)));
      const trace = JSON.parse(readFileSync(here.path("abab.json"), "utf8")) as Trace;
      const [place] = asked.slice(3).map(Number);
      const chosen = trace.hypotheses[(place || 1) - 1];
      expect(trace.source).toEqual(source);
      expect(chosen.target).toEqual(target);
      expect(chosen.steps.map((step) => step.weights)).toEqual(weights);
    },
  );

  test("any hypothesis of a beam can be shown, and they are those that predict names", async () => {
    const best = linesOf((await here.heed(["predict", "--nbest", "3", "abab"])).stdout);
    for (const [i, line] of best.entries()) {
      const shown = await here.heed(["attend", "--beam", "3", "--hypothesis", `${i + 1}`, "abab"]);
      expect(linesOf(shown.stdout)[0]).toBe(line);
    }
    await here.heed(["attend", "--beam", "3", "abab", "--trace", "beam.json"]);
    const { hypotheses } = JSON.parse(readFileSync(here.path("beam.json"), "utf8")) as Trace;
    expect(
      hypotheses.map(({ target, ended }) => (ended ? target.slice(0, -1) : target).join(" ")),
    ).toEqual(best.map((line) => line.split("\t")[1]));
    for (const { target, steps, logProbability } of hypotheses) {
      expect(steps.map(({ token }) => token)).toEqual(target);
      expect(steps.map(({ previous }) => previous)).toEqual(["<start>", ...target.slice(0, -1)]);
      // Parts of the sum are rounded to float32; JSON and the sum of doubles add nothing to speak of.
      const total = steps.reduce((sum, step) => sum + step.logProbability, 0);
      expect(Math.abs(total - logProbability)).toBeLessThanOrEqual(2 ** -50 * 8);
    }
    const { code, stderr } = await here.heed(["attend", "--hypothesis", "4", "--beam", "3", "ab"]);
    expect(code).toBe(2);
    expect(stderr).toBe("error: --hypothesis 4 needs a beam as wide, such as --beam 4\n");
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
    for (const attention of ["cho", "sutskever"]) {
      await train("--attention", attention, "--out", `runs/${attention}`);
      const model = `runs/${attention}`;
      const { code, stdout, stderr } = await here.heed(["attend", "--model", model, "ab"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: this model has no attention: .*\n$/);
      const penalised = [
        "predict",
        "--beam",
        "2",
        "--coverage-penalty",
        "1",
        "--model",
        model,
        "ab",
      ];
      const refused = await here.heed(penalised);
      expect(refused).toMatchObject({ code: 2, stdout: "" });
      expect(refused.stderr).toMatch(/^error: .*coverage penalty.*\n$/);
    }
  });

  test("a source without tokens has nothing to look at", async () => {
    expect(await here.heed(["attend", " "])).toMatchObject({ code: 2, stdout: "" });
  });
});
