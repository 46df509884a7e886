import { beforeAll, describe, expect, test } from "vitest";
import { linesOf, small, spelling, Workplace } from "./program.js";

const here = new Workplace();

beforeAll(async () => {
  here.write("pairs.tsv", spelling(120));
  const run = ["--train", "pairs.tsv", "--out", "runs/demo", "--updates", "40", ...small];
  expect((await here.heed(["train", ...run])).code).toBe(0);
}, 60_000);

async function scores(...args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { code, stdout } = await here.heed(["eval", "--json", ...args]);
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Readonly<Record<string, number>>;
}

describe("heed eval", () => {
  test("counts as exact what predict answers right", async () => {
    const { stdout } = await here.heed(["predict", "pairs.tsv"]);
    const right = linesOf(spelling(120));
    const exact = linesOf(stdout).filter((line, i) => line === right[i]).length;
    expect(exact).toBeGreaterThan(0);
    expect(exact).toBeLessThan(120);
    expect(await scores("--data", "pairs.tsv")).toEqual({
      exact: expect.closeTo((100 * exact) / 120, 9) as number,
      tokenAccuracy: expect.any(Number) as number,
      wer: expect.closeTo(100 - (100 * exact) / 120, 9) as number,
      per: expect.any(Number) as number,
      bleu: expect.any(Number) as number,
      chrf: expect.any(Number) as number,
      loss: expect.any(Number) as number,
      perplexity: expect.any(Number) as number,
      sources: 120,
      pairs: 120,
      seconds: expect.any(Number) as number,
    });
  });

  test("of a source's variants the closest counts", async () => {
    // What the model says itself, among other targets, is right.
    const said = linesOf((await here.heed(["predict", "pairs.tsv"])).stdout);
    const answered = said.filter((line) => !line.endsWith("\t"));
    here.write("variants.tsv", answered.map((line) => `${line} X\n${line}\n${line} Y\n`).join(""));
    const { exact, per, sources, pairs } = await scores("--data", "variants.tsv");
    expect({ exact, per }).toEqual({ exact: 100, per: 0 });
    expect({ sources, pairs }).toEqual({ sources: answered.length, pairs: 3 * answered.length });
    here.write("worse.tsv", answered.map((line) => `${line} X\n`).join(""));
    expect(await scores("--data", "worse.tsv")).toMatchObject({ exact: 0, wer: 100 });
  });

  test("a beam answers at least as well as its model believes", async () => {
    const [greedy, beam] = [
      await scores("--data", "pairs.tsv"),
      await scores("--data", "pairs.tsv", "--beam", "3"),
    ];
    // The loss is under teacher forcing, which no search changes.
    expect(beam.loss).toBe(greedy.loss);
  });

  test("no answer has more tokens than allowed", async () => {
    here.write("long.tsv", "abcabc\tA B C A B C\n");
    // One place of six can be right at most, and five tokens are missing.
    const { tokenAccuracy, per } = await scores("--data", "long.tsv", "--max-length", "1");
    expect(tokenAccuracy).toBeLessThanOrEqual(100 / 6 + 1e-9);
    expect(per).toBeGreaterThanOrEqual((100 * 5) / 6 - 1e-9);
  });

  test("scores either part of built-in data, and the test part unless told", async () => {
    const task = ["--task", "copy", "--most", "50"];
    const [test, dev, usual] = [
      await scores(...task, "--part", "test"),
      await scores(...task, "--part", "dev"),
      await scores(...task),
    ];
    expect(usual.loss).toBe(test.loss);
    expect(dev.loss).not.toBe(test.loss);
    const both = await here.heed(["eval", "--data", "pairs.tsv", "--part", "dev"]);
    expect(both.code).toBe(2);
  });

  test("says the same to people", async () => {
    const { wer, chrf, perplexity } = await scores("--data", "pairs.tsv");
    const { stdout } = await here.heed(["eval", "--data", "pairs.tsv"]);
    expect(stdout).toMatch(new RegExp(`^word error rate +${wer.toFixed(1)} %$`, "m"));
    expect(stdout).toMatch(new RegExp(`^chrF +${chrf.toFixed(1)}$`, "m"));
    expect(stdout).toMatch(new RegExp(`^perplexity +${perplexity.toFixed(3)}$`, "m"));
  });

  test("has a perplexity of e to its loss", async () => {
    const { loss, perplexity } = await scores("--data", "pairs.tsv");
    expect(perplexity).toBe(Math.exp(loss));
  });

  test("of so many sources at most scores the same ones every time", async () => {
    const some = await scores("--data", "pairs.tsv", "--most", "30");
    expect(some).toMatchObject({ sources: 30, pairs: 30 });
    const again = await scores("--data", "pairs.tsv", "--most", "30");
    expect({ ...again, seconds: 0 }).toEqual({ ...some, seconds: 0 });
    expect(await scores("--data", "pairs.tsv", "--most", "500")).toMatchObject({ sources: 120 });
  });

  test("reads SCAN's own lines, in words, as training does", async () => {
    const commands = ["jump", "walk", "run left", "look twice"];
    const lines = commands.map((said) => `IN: ${said} OUT: I_${said.toUpperCase()}\n`).join("");
    here.write("scan.txt", lines);
    const run = [
      "--train",
      "scan.txt",
      "--dev",
      "scan.txt",
      "--out",
      "runs/scan",
      "--updates",
      "2",
    ];
    expect((await here.heed(["train", ...run, ...small])).code).toBe(0);
    expect(await scores("--model", "runs/scan", "--data", "scan.txt")).toMatchObject({
      sources: 4,
      pairs: 4,
    });
    const { stdout } = await here.heed(["predict", "--model", "runs/scan", "--json", "run left"]);
    expect(JSON.parse(linesOf(stdout)[0])).toMatchObject({ source: "run left" });
  });
});
