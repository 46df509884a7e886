import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { endOf, linesOf, small, spelling, until, Workplace } from "./program.js";

const here = new Workplace();
const data = ["--train", "train.tsv", "--dev", "dev.tsv", ...small];
const train = (...args: readonly string[]) => here.heed(["train", ...args]);
const read = (...names: readonly string[]) => readFileSync(here.path("runs", ...names));

type Json = Readonly<Record<string, unknown>>;
const objectsOf = (stdout: string) => linesOf(stdout).map((line) => JSON.parse(line) as Json);

beforeAll(() => {
  here.write("train.tsv", spelling(100));
  here.write("dev.tsv", spelling(120).slice(spelling(100).length));
});

/** Starts a run and presses Ctrl-C when it has reported so many times. */
async function interrupted(out: string, updates: number, reports: number): Promise<number> {
  const child = here.start(["train", ...data, "--out", out, "--updates", `${updates}`, "--json"]);
  const text = await until(child.stdout, (text) => linesOf(text).length >= reports);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await endOf(child);
  expect(code).toBe(130);
  expect(stderr).toContain(`npx heed train --out ${out} --resume`);
  const last = objectsOf(text + stdout).at(-1);
  expect(last).toMatchObject({ done: false });
  return Number(last?.updates);
}

describe("heed train", () => {
  test("prints a report a line and ends with the whole run", async () => {
    const args = [...data, "--out", "runs/json", "--updates", "40", "--json"];
    const { code, stdout } = await train(...args);
    expect(code).toBe(0);
    const reports = objectsOf(stdout);
    const last = reports.pop();
    expect(last).toEqual({
      done: true,
      updates: 40,
      // An epoch is 12 batches of 8 pairs and one of 4.
      pairs: 40 * 8 - 3 * 4,
      seconds: expect.any(Number) as number,
      loss: expect.any(Number) as number,
      pairsPerSecond: expect.any(Number) as number,
      dev: expect.objectContaining({ sources: 20, pairs: 20 }) as object,
    });
    expect(reports.map(({ updates }) => updates)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    const keys = ["updates", "pairs", "epoch", "seconds", "loss", "learningRate", "pairsPerSecond"];
    for (const report of reports) expect(Object.keys(report).slice(0, 7)).toEqual(keys);
    // Ten looks at the development data, evenly.
    const looks = reports.filter(({ devLoss }) => devLoss !== undefined);
    expect(looks.map(({ updates }) => updates)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    // The file ends with what was measured in the end.
    const kept = objectsOf(read("json", "losses.jsonl").toString());
    const { loss: devLoss, wer: devWer } = last?.dev as Json;
    expect(kept).toEqual([...reports.slice(0, -1), { ...reports.at(-1), devLoss, devWer }]);
  });

  test("leaves a model, what it needs to go on, the losses and their curve", async () => {
    await train(...data, "--out", "runs/files", "--updates", "3");
    expect(readdirSync(here.path("runs", "files")).sort()).toEqual([
      "loss.svg",
      "losses.jsonl",
      "model.safetensors",
      "run.json",
      "training.safetensors",
    ]);
    expect(read("files", "loss.svg").toString()).toMatch(/^<svg.*<\/svg>\n$/s);
  });

  test("the same seed gives the same model, bit for bit; another seed another", async () => {
    const run = (out: string, seed: string) =>
      train(...data, "--out", `runs/${out}`, "--updates", "10", "--seed", seed);
    await run("seed-a", "5");
    await run("seed-b", "5");
    await run("seed-c", "6");
    expect(read("seed-b", "model.safetensors")).toEqual(read("seed-a", "model.safetensors"));
    expect(read("seed-c", "model.safetensors")).not.toEqual(read("seed-a", "model.safetensors"));
  });

  test("a run that was stopped and resumed ends with the model of one that was not", async () => {
    await train(...data, "--out", "runs/whole", "--updates", "400");
    const updates = await interrupted("runs/parts", 400, 5);
    expect(updates).toBeGreaterThan(0);
    expect(updates).toBeLessThan(400);
    const { code, stdout } = await train("--out", "runs/parts", "--resume", "--json");
    expect(code).toBe(0);
    const [first] = objectsOf(stdout);
    expect(first.updates).toBeGreaterThan(updates);
    expect(read("parts", "model.safetensors")).toEqual(read("whole", "model.safetensors"));
    // One curve, without gap or overlap.
    const seen = objectsOf(read("parts", "losses.jsonl").toString()).map((line) => line.updates);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(a) - Number(b)));
    expect(seen.at(-1)).toBe(400);
  });

  test("a run that was killed before it saved anything begins again, and misses nothing", async () => {
    await train(...data, "--out", "runs/alive", "--updates", "30");
    const child = here.start([
      "train",
      ...data,
      "--out",
      "runs/killed",
      "--updates",
      "30",
      "--json",
    ]);
    await until(child.stdout, (text) => linesOf(text).length >= 2);
    child.kill("SIGKILL");
    await endOf(child);
    expect(readdirSync(here.path("runs", "killed"))).toEqual(["run.json"]);
    expect((await train("--out", "runs/killed", "--resume")).code).toBe(0);
    expect(read("killed", "model.safetensors")).toEqual(read("alive", "model.safetensors"));
  });

  test("a run that was stopped leaves a model that answers", async () => {
    await interrupted("runs/stopped", 4000, 2);
    const { code, stdout } = await here.heed(["predict", "--model", "runs/stopped", "ab"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^ab\t.*\n$/) as string,
    });
  });

  test("a reader that goes away stops the run, which is saved", async () => {
    const child = here.start([
      "train",
      ...data,
      "--out",
      "runs/unread",
      "--minutes",
      "5",
      "--json",
    ]);
    await until(child.stdout, (text) => text.includes("\n"));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe(130);
    expect(existsSync(here.path("runs", "unread", "training.safetensors"))).toBe(true);
  });

  test("a run that is over goes on when it gets a later end, and only then", async () => {
    await train(...data, "--out", "runs/longer", "--updates", "5");
    const resume = (...more: readonly string[]) =>
      train("--out", "runs/longer", "--resume", ...more);
    expect(await resume()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("has come to its end, 5 updates") as string,
    });
    const { code, stdout } = await resume("--updates", "8", "--json");
    expect(code).toBe(0);
    expect(objectsOf(stdout).map(({ updates }) => updates)).toEqual([6, 7, 8, 8]);
  });

  test("resumes only what it was asked for, and leaves everything as it was otherwise", async () => {
    await interrupted("runs/strict", 4000, 2);
    const before = read("strict", "training.safetensors");
    for (const [option, value] of [
      ["--hidden", "9"],
      ["--learning-rate", "0.5"],
      ["--train", "dev.tsv"],
      ["--attention", "none"],
    ]) {
      const { code, stderr } = await train("--out", "runs/strict", "--resume", option, value);
      expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(`${option} `);
      expect(stderr).toContain("is not what this run has");
    }
    const changed = `${spelling(100)}d\tD\n`;
    here.write("train.tsv", changed);
    const { code, stderr } = await train("--out", "runs/strict", "--resume");
    here.write("train.tsv", spelling(100));
    expect(code).toBe(2);
    expect(stderr).toMatch(/train\.tsv: has changed since the run began/);
    expect(read("strict", "training.safetensors")).toEqual(before);
  });

  test("never writes over a folder that holds something", async () => {
    await train(...data, "--out", "runs/kept", "--updates", "2");
    const before = read("kept", "model.safetensors");
    const { code, stderr } = await train(...data, "--out", "runs/kept", "--updates", "3");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: runs\/kept: there is something .* \(.*--resume.*\)\n$/);
    expect(read("kept", "model.safetensors")).toEqual(before);
  });

  test("stops, and says why, when the loss is no longer a number", async () => {
    const wild = [...data, "--learning-rate", "1e30", "--out", "runs/wild", "--updates", "200"];
    const { code, stderr } = await train(...wild);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: the loss of update \d+ is not a number \(.*--learning-rate\)/);
  });

  test("the twin without attention trains as well", async () => {
    const args = [...data, "--attention", "none", "--out", "runs/none", "--updates", "3"];
    const { code, stderr } = await train(...args);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("fixed context over gru") as string,
    });
  });

  test("notes what is odd about the data, and trains all the same", async () => {
    here.write("whole.tsv", "ab\tAB\nba\tBA\n");
    const odd = ["--train", "whole.tsv", "--dev", "whole.tsv", ...small, "--updates", "1"];
    const { code, stderr } = await train(...odd, "--out", "runs/odd");
    expect(code).toBe(0);
    expect(stderr).toContain("note: no target has white space");
    expect(stderr).toContain("note: 2 dev sources are trained on");
  });
});
