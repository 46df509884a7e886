/** @file Runs that are stopped, killed or over, and go on: `heed train --resume`. */
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { endOf, linesOf, spelling, until } from "./program.js";
import { data, objectsOf, TrainingPlace, undeveloped } from "./trainingPlace.js";

const here = new TrainingPlace();
const everything = [
  ...["--optimizer", "adamw:weightDecay=0.1", "--schedule", "plateau:patience=1"],
  ...["--label-smoothing", "0.1", "--dropout", "0.1", "--truth", "linear:slope=0.01"],
  ...["--accumulate", "2", "--ema", "0.99", "--average", "2", "--clip", "2", "--looks", "20"],
];

describe("heed train --resume", () => {
  test("a run that was stopped and resumed ends with the model of one that was not", async () => {
    await here.train(...data, "--out", "runs/whole", "--updates", "400");
    const updates = await here.interrupted("runs/parts", 400, 5);
    expect(updates).toBeGreaterThan(0);
    expect(updates).toBeLessThan(400);
    const { code, stdout } = await here.train("--out", "runs/parts", "--resume", "--json");
    expect(code).toBe(0);
    const [first] = objectsOf(stdout);
    expect(first.updates).toBeGreaterThan(updates);
    expect(here.read("parts", "model.safetensors")).toEqual(
      here.read("whole", "model.safetensors"),
    );
    // One curve, without gap or overlap.
    const seen = objectsOf(here.read("parts", "losses.jsonl").toString()).map(
      (line) => line.updates,
    );
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(a) - Number(b)));
    expect(seen.at(-1)).toBe(400);
  });

  test("a run that was killed before it saved anything begins again, and misses nothing", async () => {
    await here.train(...data, "--out", "runs/alive", "--updates", "30");
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
    expect((await here.train("--out", "runs/killed", "--resume")).code).toBe(0);
    expect(here.read("killed", "model.safetensors")).toEqual(
      here.read("alive", "model.safetensors"),
    );
  });

  test("a run that was stopped leaves a model that answers", async () => {
    await here.interrupted("runs/stopped", 4000, 2);
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
    await here.train(...data, "--out", "runs/longer", "--updates", "5");
    const resume = (...more: readonly string[]) =>
      here.train("--out", "runs/longer", "--resume", ...more);
    expect(await resume()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("has come to its end, 5 updates") as string,
    });
    const { code, stdout } = await resume("--updates", "8", "--json");
    expect(code).toBe(0);
    expect(objectsOf(stdout).map(({ updates }) => updates)).toEqual([6, 7, 8, 8]);
  });

  test("resumes only what it was asked for, and leaves everything as it was otherwise", async () => {
    await here.interrupted("runs/strict", 4000, 2);
    const before = here.read("strict", "training.safetensors");
    for (const [option, value] of [
      ["--hidden", "9"],
      ["--learning-rate", "0.5"],
      ["--train", "dev.tsv"],
      ["--attention", "cho"],
    ]) {
      const { code, stderr } = await here.train("--out", "runs/strict", "--resume", option, value);
      expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(`${option} `);
      expect(stderr).toContain("is not what this run has");
    }
    const changed = `${spelling(100)}d\tD\n`;
    here.write("train.tsv", changed);
    const { code, stderr } = await here.train("--out", "runs/strict", "--resume");
    here.write("train.tsv", spelling(100));
    expect(code).toBe(2);
    expect(stderr).toMatch(/train\.tsv: has changed since the run began/);
    expect(here.read("strict", "training.safetensors")).toEqual(before);
  });

  test("goes on with a run of before lengths could be rounded up", async () => {
    await here.train(...undeveloped, "--out", "runs/older", "--updates", "1");
    const record = here.read("older", "run.json").toString();
    const older = record.replace(/\n *"padToMultipleOf": 1,/, "");
    expect(older).not.toBe(record);
    here.write("runs/older/run.json", older);
    const { code } = await here.train("--out", "runs/older", "--resume", "--updates", "2");
    expect(code).toBe(0);
  });

  test("a run with everything turned on goes on after a stop as if there had been none", async () => {
    await here.train(...data, ...everything, "--out", "runs/all", "--updates", "200");
    await here.interrupted("runs/all-parts", 200, 5, everything);
    expect((await here.train("--out", "runs/all-parts", "--resume")).code).toBe(0);
    // Which weights did best names the files; of both runs it must be the same.
    const models = (run: string): string[] =>
      readdirSync(here.path("runs", run)).filter((file) => /^model.*\.safetensors$/.test(file));
    expect(models("all")).toHaveLength(3);
    expect(models("all-parts")).toEqual(models("all"));
    for (const file of models("all")) {
      expect(here.read("all-parts", file)).toEqual(here.read("all", file));
    }
  });
});
