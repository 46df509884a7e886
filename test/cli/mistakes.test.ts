import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { linesOf, small, spelling, Workplace } from "./program.js";

const here = new Workplace();

beforeAll(async () => {
  here.write("pairs.tsv", spelling(30));
  here.write("empty.tsv", "");
  here.write("notab.tsv", "a\tA\nb B\n");
  here.write("latin1.tsv", Uint8Array.of(0x61, 0x09, 0xe9, 0x0a));
  here.write("foreign.safetensors", "PK\u0003\u0004 a zip archive or so");
  mkdirSync(here.path("folder"));
  const run = ["--train", "pairs.tsv", "--out", "runs/demo", "--updates", "2", ...small];
  expect((await here.heed(["train", ...run])).code).toBe(0);
  const model = readFileSync(here.path("runs", "demo", "model.safetensors"));
  here.write("cut.safetensors", model.subarray(0, model.length - 100));
}, 60_000);

/** What was typed, and what the one line must say. */
const mistakes: readonly (readonly [line: string, ...says: string[]])[] = [
  // Names
  ["trian", "unknown command 'trian'", "Did you mean train?"],
  ["train --hiden 9", "unknown option '--hiden'", "Did you mean --hidden?"],
  ["train --out x --attention aditive", "--attention", "aditive", "Did you mean additive?"],
  ["train --out x --task revers", "--task", "Did you mean reverse?"],
  ["train --out x --backend gpuu", "--backend", "gpuu"],
  ["explain softmax --emitted metal", "--emitted", "wgsl", "glsl"],
  ["explain softmx", '"softmx"', "did you mean softmax?"],
  ["explain zzzzzzzz", '"zzzzzzzz"', "npx heed explain"],
  // Numbers
  ["train --out x --hidden 0", "--hidden", "'0'", "whole number of at least 1"],
  ["train --out x --hidden 1e3", "--hidden", "whole number"],
  ["train --out x --learning-rate fast", "--learning-rate", "a number above 0"],
  ["train --out x --minutes -1", "--minutes", "a number above 0"],
  ["predict --nbest 3 --beam 2 a", "--nbest 3", "--beam 3"],
  // Combinations
  ["train", "no folder for the run", "--out runs/words"],
  ["train --out x", "nothing to train on", "--train", "--task"],
  ["train --out x --task reverse --train pairs.tsv", "cannot be used with"],
  ["train --out x --train pairs.tsv --epochs 1 --updates 1", "cannot be used with"],
  ["eval", "nothing to score on", "--data"],
  ["attend", "missing required argument 'word'"],
  ["attend a b", "too many arguments"],
  ["train --out x --train pairs.tsv --reach 3", "--reach is for local windows", "--window local-p"],
  ["train --out x --train pairs.tsv --coin step", "--coin", "--truth 0.9"],
  ["train --out x --train pairs.tsv --dropout-over-time", "--dropout-over-time", "--dropout 0.2"],
  ["train --out x --train pairs.tsv --residual", "--residual", "--layers 2"],
  ["train --out x --train pairs.tsv --longest-source 9", "--longest-source", "location"],
  ["train --out x --train pairs.tsv --looks 3", "--looks", "--dev pairs.tsv"],
  ["train --out x --train pairs.tsv --watch wer", "--watch", "--dev pairs.tsv"],
  [
    "train --out x --train pairs.tsv --attention location --longest-source 1",
    ...["--longest-source 1 is shorter than a source", "or leave it out"],
  ],
  ["train --out x --train pairs.tsv --attention dot --hidden 15", "dot", "an even number"],
  ["train --out x --train pairs.tsv --hidden 1000000", "does not fit into 4 GiB", "--hidden"],
  // Files
  ["train --out= --train pairs.tsv", "--out", "must be a path"],
  ["train --out x --train=", "--train", "must be a path"],
  ["eval --data=", "--data", "must be a path"],
  ["attend a --svg=", "--svg", "must be a path"],
  ["demo --out=", "--out", "must be a path"],
  ["train --out x --train none.tsv", "none.tsv", "no such file"],
  ["train --out x --train folder", "folder", "is a folder"],
  ["train --out x --train empty.tsv", "empty.tsv", "holds no pairs"],
  ["train --out x --train notab.tsv", "notab.tsv:2", "no tab"],
  ["train --out x --train latin1.tsv", "latin1.tsv:1", "UTF-8"],
  ["train --out x --train pairs.tsv --dev none.tsv", "none.tsv", "no such file"],
  ["train --out pairs.tsv --train pairs.tsv", "pairs.tsv", "a file is in the way"],
  ["train --out pairs.tsv/x --train pairs.tsv", "pairs.tsv/x", "a file is in the way"],
  ["train --out runs/none --resume", "runs/none", "no run to go on with"],
  ["eval --data none.tsv", "none.tsv", "no such file"],
  ["attend a --svg folder", "folder", "name a file"],
  ["attend a --svg pairs.tsv/x.svg", "pairs.tsv/x.svg", "choose another folder"],
  // Models
  ["predict --model runs/none a", "runs/none", "there is no model here", "npx heed demo"],
  ["predict --model folder a", "folder/model.safetensors", "there is no model here"],
  ["predict --model foreign.safetensors a", "foreign.safetensors", "no .safetensors file"],
  ["predict --model cut.safetensors a", "cut.safetensors", "cut short"],
  ["predict --model pairs.tsv a", "pairs.tsv"],
  ["predict --model= a", "--model", "must be a path"],
  ["predict --model runs/demo/training.safetensors a", "its model is runs/demo/model.safetensors"],
  ["demo --out pairs.tsv", "pairs.tsv", "a file is in the way"],
  // Backends
  ["predict a --backend gpu-webgl2", "gpu-webgl2 does not run here", "browser", "heed doctor"],
  ["train --out x --train pairs.tsv --backend gpu-webgl", "gpu-webgl", "browser", "heed doctor"],
  ["explain --emitted wgsl", "the name of an operator"],
  ["explain transpose --emitted wgsl", "transpose has no kernels", "--emitted"],
];

describe("a mistake", () => {
  test.for(mistakes)(
    "in `heed %s` ends with 2 and one line that helps",
    async ([line, ...says]) => {
      const { code, stdout, stderr } = await here.heed(
        line.split(" ").filter((word) => word !== ""),
      );
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(linesOf(stderr)).toHaveLength(1);
      expect(stderr).toMatch(/^error: /);
      for (const words of says) expect(stderr).toContain(words);
    },
  );

  test.skipIf(process.getuid?.() === 0)(
    "of permissions is one, too (not run as root, whom no permission stops)",
    async () => {
      here.write("secret.tsv", "a\tA\n");
      chmodSync(here.path("secret.tsv"), 0);
      const { code, stderr } = await here.heed(["train", "--out", "x", "--train", "secret.tsv"]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/secret\.tsv: may not be read/);
    },
  );

  test("leaves nothing behind", async () => {
    await here.heed(["train", "--out", "left", "--train", "notab.tsv"]);
    const again = ["train", "--out", "left", "--train", "pairs.tsv", "--updates", "1", ...small];
    expect((await here.heed(again)).code).toBe(0);
  });
});

describe("heed", () => {
  test("alone says how to use it, on stderr, and ends with 2", async () => {
    const { code, stdout, stderr } = await here.heed([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: heed /);
  });

  test("--version prints the version, and --help the help, on stdout", async () => {
    expect(await here.heed(["--version"])).toMatchObject({ code: 0, stderr: "" });
    expect(await here.heed(["--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: heed /) as string,
    });
  });
});
