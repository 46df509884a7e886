import { decodeRun, optimizers, schedules, truths } from "@heed/attention";
import { reference } from "@heed/tensor";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { endOf, linesOf, small, spelling, until, Workplace } from "./program.js";

const here = new Workplace();
const data = ["--train", "train.tsv", "--dev", "dev.tsv", ...small];
const undeveloped = ["--train", "train.tsv", ...small];
const train = (...args: readonly string[]) => here.heed(["train", ...args]);
const three = ["--updates", "3"];
const everything = [
  ...["--optimizer", "adamw:weightDecay=0.1", "--schedule", "plateau:patience=1"],
  ...["--label-smoothing", "0.1", "--dropout", "0.1", "--truth", "linear:slope=0.01"],
  ...["--accumulate", "2", "--ema", "0.99", "--average", "2", "--clip", "2", "--looks", "20"],
];
const read = (...names: readonly string[]) => readFileSync(here.path("runs", ...names));

type Json = Readonly<Record<string, unknown>>;
const objectsOf = (stdout: string) => linesOf(stdout).map((line) => JSON.parse(line) as Json);

beforeAll(() => {
  here.write("train.tsv", spelling(100));
  here.write("dev.tsv", spelling(120).slice(spelling(100).length));
});

/** Starts a run and presses Ctrl-C when it has reported so many times. */
async function interrupted(
  out: string,
  updates: number,
  reports: number,
  options: readonly string[] = [],
): Promise<number> {
  const asked = [...data, ...options, "--out", out, "--updates", `${updates}`, "--json"];
  const child = here.start(["train", ...asked]);
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
      execution: { backend: "simd", executor: expect.stringMatching(/^wasm-/) as string },
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
      ["--attention", "cho"],
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

  test("rounds lengths of batches up as asked, or as is usual on the backend, and says so", async () => {
    const asked = [
      { out: "usual", flags: [], multiple: 1 },
      { out: "rounded", flags: ["--pad-to-multiple-of", "4"], multiple: 4 },
      { out: "gpu", flags: ["--backend", "gpu-cpu", "--batch", "2"], multiple: 8 },
    ];
    for (const { out, flags, multiple } of asked) {
      const run = [...undeveloped, ...flags, "--out", `runs/${out}`, "--updates", "1"];
      const { code, stderr } = await train(...run);
      expect(code).toBe(0);
      const said = /lengths rounded up to multiples of (\d+)/.exec(stderr.replaceAll(/\s+/g, " "));
      expect(Number(said?.[1] ?? 1)).toBe(multiple);
      const { options } = JSON.parse(read(out, "run.json").toString()) as { options: Json };
      expect(options.padToMultipleOf).toBe(multiple);
      const { options: carriedOut } = decodeRun(read(out, "training.safetensors"), out, reference);
      expect(carriedOut.padToMultipleOf).toBe(multiple);
    }
    const other = await train("--out", "runs/rounded", "--resume", "--pad-to-multiple-of", "2");
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("--pad-to-multiple-of 2 is not what this run has: 4");
  });

  test("goes on with a run of before lengths could be rounded up", async () => {
    await train(...undeveloped, "--out", "runs/older", "--updates", "1");
    const record = read("older", "run.json").toString();
    const older = record.replace(/\n *"padToMultipleOf": 1,/, "");
    expect(older).not.toBe(record);
    here.write("runs/older/run.json", older);
    const { code } = await train("--out", "runs/older", "--resume", "--updates", "2");
    expect(code).toBe(0);
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
    const args = [...data, "--attention", "cho", "--out", "runs/none", "--updates", "3"];
    const { code, stderr } = await train(...args);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("fixed context (cho) over gru") as string,
    });
  });

  test("trains with everything on the lists of optimizers, schedules and truths", async () => {
    const lists = [optimizers, schedules, truths].map((list) => Object.keys(list));
    const most = Math.max(...lists.map(({ length }) => length));
    for (let i = 0; i < most; i++) {
      const [optimizer, schedule, truth] = lists.map((names) => names[i % names.length]);
      const out = `runs/list-${i}`;
      const chosen = ["--optimizer", optimizer, "--schedule", schedule, "--truth", truth];
      const { code, stderr } = await train(...data.slice(0, -2), ...chosen, "--out", out, ...three);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining(`${optimizer} at `) as string,
      });
      expect(JSON.parse(read(`list-${i}`, "run.json").toString())).toMatchObject({
        options: { optimizer, schedule, truth, learningRate: expect.any(Number) as number },
      });
    }
  });

  test("a run with everything turned on goes on after a stop as if there had been none", async () => {
    await train(...data, ...everything, "--out", "runs/all", "--updates", "200");
    await interrupted("runs/all-parts", 200, 5, everything);
    expect((await train("--out", "runs/all-parts", "--resume")).code).toBe(0);
    // Which weights did best names the files; of both runs it must be the same.
    const models = (run: string): string[] =>
      readdirSync(here.path("runs", run)).filter((file) => /^model.*\.safetensors$/.test(file));
    expect(models("all")).toHaveLength(3);
    expect(models("all-parts")).toEqual(models("all"));
    for (const file of models("all")) {
      expect(read("all-parts", file)).toEqual(read("all", file));
    }
  });

  test("of the last weights, their average and the best, the model is what does best", async () => {
    const asked = ["--ema", "0.5", "--average", "2", "--watch", "loss", "--updates", "30"];
    const { code, stdout } = await train(...data, ...asked, "--out", "runs/variants", "--json");
    expect(code).toBe(0);
    const reports = objectsOf(stdout);
    const { dev, weights, variants } = reports.pop() as Json & {
      readonly variants: Readonly<Record<string, { readonly loss: number }>>;
    };
    expect(Object.keys(variants)).toEqual(["last", "ema", "best"]);
    const losses = Object.entries(variants).map(([name, { loss }]) => [name, loss] as const);
    const [[chosen]] = losses.toSorted(([, a], [, b]) => a - b);
    expect(weights).toBe(chosen);
    expect(dev).toEqual(variants[chosen]);
    const files = readdirSync(here.path("runs", "variants"));
    for (const name of Object.keys(variants)) {
      expect(files.includes(`model-${name}.safetensors`)).toBe(name !== chosen);
    }
    const looks = reports.filter(({ devLoss }) => devLoss !== undefined);
    for (const look of looks) expect(look).toHaveProperty("emaLoss");
  });

  test("stops early when looks find nothing better, and says so", async () => {
    // Of looks at the word error rate, which stays at 100 % at such a rate.
    const asked = ["--patience", "2", "--watch", "wer", "--learning-rate", "1e-6"];
    const slow = [...data.slice(0, -2), ...asked, "--out", "runs/early", "--updates", "100"];
    const { code, stdout, stderr } = await train(...slow, "--json");
    expect(code).toBe(0);
    // Three looks: one that is the best so far, and two that are no better.
    expect(objectsOf(stdout).at(-1)).toMatchObject({ done: true, updates: 30 });
    expect(stderr).toContain("stopped early");
    const again = await train("--out", "runs/early", "--resume", "--updates", "200");
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: .*stopped early.*\n$/) as string,
    });
  });

  test("says what is wrong with an option in one line, and begins nothing", async () => {
    for (const [option, value, says] of [
      ["--optimizer", "adamm", "Did you mean adam?"],
      ["--optimizer", "adam:beta3=1", "Adam: it is set by beta1, beta2, epsilon; got beta3"],
      ["--optimizer", "momentum:momentum=2", "Momentum: momentum must be from 0 to 1; got 2"],
      ["--schedule", "plateau:patience", "A setting is name=number; got patience"],
      ["--truth", "1.5", "probability must be from 0 to 1; got 1.5"],
      ["--dropout", "1", "It must be a number from 0 to less than 1"],
      ["--ema", "one", "It must be a number from 0 to less than 1"],
      ["--coin", "batch", "Choose from token, step"],
      ["--watch", "los", "Did you mean loss?"],
      ["--accumulate", "0", "It must be a whole number of at least 1"],
    ]) {
      const { code, stderr } = await train(...data, option, value, "--out", "runs/wrong");
      expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(option);
      expect(stderr).toContain(says);
    }
    const blind = ["--train", "train.tsv", ...small, "--patience", "3", "--out", "runs/wrong"];
    const { code, stderr } = await train(...blind);
    expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toContain("(name --dev pairs.tsv)");
    const careless = await train(...data, "--coverage-loss", "1", "--out", "runs/wrong");
    expect({ code: careless.code, lines: linesOf(careless.stderr).length }).toEqual({
      code: 2,
      lines: 1,
    });
    expect(careless.stderr).toContain("--coverage-loss needs a model");
    expect(existsSync(here.path("runs", "wrong"))).toBe(false);
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
