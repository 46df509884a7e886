import { decodeRun, optimizers, schedules, truths } from "@heed/attention";
import { reference } from "@heed/tensor";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { linesOf, small } from "./program.js";
import { data, objectsOf, TrainingPlace, undeveloped, type Json } from "./trainingPlace.js";

const here = new TrainingPlace();
const three = ["--updates", "3"];

describe("heed train", () => {
  test("prints a report a line and ends with the whole run", async () => {
    const args = [...data, "--out", "runs/json", "--updates", "40", "--json"];
    const { code, stdout } = await here.train(...args);
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
    const kept = objectsOf(here.read("json", "losses.jsonl").toString());
    const { loss: devLoss, wer: devWer } = last?.dev as Json;
    expect(kept).toEqual([...reports.slice(0, -1), { ...reports.at(-1), devLoss, devWer }]);
  });

  test("leaves a model, what it needs to go on, the losses and their curve", async () => {
    await here.train(...data, "--out", "runs/files", "--updates", "3");
    expect(readdirSync(here.path("runs", "files")).sort()).toEqual([
      "loss.svg",
      "losses.jsonl",
      "model.safetensors",
      "run.json",
      "training.safetensors",
    ]);
    expect(here.read("files", "loss.svg").toString()).toMatch(/^<svg.*<\/svg>\n$/s);
  });

  test("the same seed gives the same model, bit for bit; another seed another", async () => {
    const run = (out: string, seed: string) =>
      here.train(...data, "--out", `runs/${out}`, "--updates", "10", "--seed", seed);
    await run("seed-a", "5");
    await run("seed-b", "5");
    await run("seed-c", "6");
    expect(here.read("seed-b", "model.safetensors")).toEqual(
      here.read("seed-a", "model.safetensors"),
    );
    expect(here.read("seed-c", "model.safetensors")).not.toEqual(
      here.read("seed-a", "model.safetensors"),
    );
  });

  test("rounds lengths of batches up as asked, or as is usual on the backend, and says so", async () => {
    const asked = [
      { out: "usual", flags: [], multiple: 1 },
      { out: "rounded", flags: ["--pad-to-multiple-of", "4"], multiple: 4 },
      { out: "gpu", flags: ["--backend", "gpu-cpu", "--batch", "2"], multiple: 8 },
    ];
    for (const { out, flags, multiple } of asked) {
      const run = [...undeveloped, ...flags, "--out", `runs/${out}`, "--updates", "1"];
      const { code, stderr } = await here.train(...run);
      expect(code).toBe(0);
      const said = /lengths rounded up to multiples of (\d+)/.exec(stderr.replaceAll(/\s+/g, " "));
      expect(Number(said?.[1] ?? 1)).toBe(multiple);
      const { options } = JSON.parse(here.read(out, "run.json").toString()) as { options: Json };
      expect(options.padToMultipleOf).toBe(multiple);
      const { options: carriedOut } = decodeRun(
        here.read(out, "training.safetensors"),
        out,
        reference,
      );
      expect(carriedOut.padToMultipleOf).toBe(multiple);
    }
    const other = await here.train(
      "--out",
      "runs/rounded",
      "--resume",
      "--pad-to-multiple-of",
      "2",
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("--pad-to-multiple-of 2 is not what this run has: 4");
  });

  test("never writes over a folder that holds something", async () => {
    await here.train(...data, "--out", "runs/kept", "--updates", "2");
    const before = here.read("kept", "model.safetensors");
    const { code, stderr } = await here.train(...data, "--out", "runs/kept", "--updates", "3");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: runs\/kept: there is something .* \(.*--resume.*\)\n$/);
    expect(here.read("kept", "model.safetensors")).toEqual(before);
  });

  test("stops, and says why, when the loss is no longer a number", async () => {
    const wild = [...data, "--learning-rate", "1e30", "--out", "runs/wild", "--updates", "200"];
    const { code, stderr } = await here.train(...wild);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: the loss of update \d+ is not a number \(.*--learning-rate\)/);
  });

  test("the twin without attention trains as well", async () => {
    const args = [...data, "--attention", "cho", "--out", "runs/none", "--updates", "3"];
    const { code, stderr } = await here.train(...args);
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
      const { code, stderr } = await here.train(
        ...data.slice(0, -2),
        ...chosen,
        "--out",
        out,
        ...three,
      );
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining(`${optimizer} at `) as string,
      });
      expect(JSON.parse(here.read(`list-${i}`, "run.json").toString())).toMatchObject({
        options: { optimizer, schedule, truth, learningRate: expect.any(Number) as number },
      });
    }
  });

  test("of the last weights, their average and the best, the model is what does best", async () => {
    const asked = ["--ema", "0.5", "--average", "2", "--watch", "loss", "--updates", "30"];
    const { code, stdout } = await here.train(
      ...data,
      ...asked,
      "--out",
      "runs/variants",
      "--json",
    );
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
    const { code, stdout, stderr } = await here.train(...slow, "--json");
    expect(code).toBe(0);
    // Three looks: one that is the best so far, and two that are no better.
    expect(objectsOf(stdout).at(-1)).toMatchObject({ done: true, updates: 30 });
    expect(stderr).toContain("stopped early");
    const again = await here.train("--out", "runs/early", "--resume", "--updates", "200");
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
      const { code, stderr } = await here.train(...data, option, value, "--out", "runs/wrong");
      expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(option);
      expect(stderr).toContain(says);
    }
    const blind = ["--train", "train.tsv", ...small, "--patience", "3", "--out", "runs/wrong"];
    const { code, stderr } = await here.train(...blind);
    expect({ code, lines: linesOf(stderr).length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toContain("(name --dev pairs.tsv)");
    const careless = await here.train(...data, "--coverage-loss", "1", "--out", "runs/wrong");
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
    const { code, stderr } = await here.train(...odd, "--out", "runs/odd");
    expect(code).toBe(0);
    expect(stderr).toContain("note: no target has white space");
    expect(stderr).toContain("note: 2 dev sources are trained on");
  });
});
