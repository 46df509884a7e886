import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { linesOf, Workplace, type Ending } from "./program.js";

const here = new Workplace();
const demo = (...args: readonly string[]) => here.heed(["demo", "--held-out", "20", ...args]);
const modelOf = (folder: string) => readFileSync(here.path("runs", folder, "model.safetensors"));

let first: Ending;

beforeAll(async () => {
  // So wide that no line is broken.
  const env = { COLUMNS: "400" };
  first = await here.heed(["demo", "--held-out", "20", "--seconds", "1", "--twin"], { env });
}, 60_000);

const result = {
  wer: expect.any(Number) as number,
  per: expect.any(Number) as number,
  pairs: expect.any(Number) as number,
  seconds: expect.any(Number) as number,
};

describe("heed demo", () => {
  test("names data, model and what computes", () => {
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/106,080 to learn from, .* 12,628 held out/);
    expect(first.stdout).toMatch(/additive attention over gru, [\d,]+ parameters/);
    expect(first.stdout).toMatch(/on simd \(wasm-\w+\)/);
  });

  test("says what it reached, alone and beside its twin", () => {
    expect(first.stdout).toMatch(/20 words it has never met/);
    expect(first.stdout).toMatch(/additive attention .* word error rate/);
    expect(first.stdout).toMatch(/fixed context .* word error rate/);
  });

  test("shows ten held-out words, right or wrong", () => {
    const lines = linesOf(first.stdout).filter((line) => /^ {2}[✓✗] /.test(line));
    expect(lines).toHaveLength(10);
    for (const line of lines) expect(line.includes("✗")).toBe(line.includes("(it is "));
  });

  test("leaves model, losses and pictures", () => {
    for (const file of ["model.safetensors", "loss.svg", "none/model.safetensors"]) {
      expect(existsSync(here.path("runs", "demo", file))).toBe(true);
    }
    expect(readdirSync(here.path("runs", "demo", "attention"))).toHaveLength(11);
  });

  test("ends with commands that work", async () => {
    const commands = linesOf(first.stdout).filter((line) => line.startsWith("  npx heed "));
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      // Not what would train, nor what would decode 12,628 words.
      if (/heed (train|demo)|--task/.test(command)) continue;
      expect(await here.shell(command.trim())).toMatchObject({ code: 0 });
    }
  });

  test("--reuse takes the model from before, and --json ends with one object", async () => {
    const before = modelOf("demo");
    const { code, stdout } = await demo("--reuse", "--twin", "--json");
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({ attention: result, none: result });
    expect(modelOf("demo")).toEqual(before);
  });

  test("where nobody can answer it trains anew, and keeps what was there", async () => {
    const before = modelOf("demo");
    const { code, stdout } = await demo("--seconds", "0.5", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ attention: result });
    expect(modelOf("demo")).toEqual(before);
    expect(existsSync(here.path("runs", "demo-2", "model.safetensors"))).toBe(true);
  });

  test("reuses nothing that is not what was asked for", async () => {
    const { code, stdout, stderr } = await demo("--reuse", "--seed", "7");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: runs\/demo: there is no such model from before \(.*\)\n$/);
  });
});
