/**
 * @file `heed doctor`, and the backends that it lists as other commands run on them.
 */
import { existsSync, mkdirSync } from "node:fs";
import { gpuModes } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { linesOf, small, spelling, Workplace } from "./program.js";

const here = new Workplace();

interface Row {
  readonly backend: string;
  readonly mode: string;
  readonly works: boolean;
  readonly renderer: string;
  readonly reason: string;
}

const doctor = async (env: Readonly<Record<string, string>> = {}): Promise<Row[]> => {
  const { code, stdout, stderr } = await here.heed(["doctor", "--json"], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const told = JSON.parse(stdout) as { backends: Row[] };
  expect(Object.keys(told)).toEqual(["backends"]);
  return told.backends;
};

/** The driver of Chromium's software GPU. */
const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
const software = { VK_ICD_FILENAMES: driver };

/** In CI it may not be missing. */
const noDriver =
  existsSync(driver) || process.env.CI !== undefined ? "" : ` (not run: there is no ${driver})`;

describe("heed doctor", () => {
  test("has a row for each backend and mode: what works, or why not", async () => {
    const rows = await doctor();
    const modes = gpuModes.map((mode) => ["gpu", mode]);
    expect(rows.map(({ backend, mode }) => [backend, mode])).toEqual([
      ["simd", ""],
      ["reference", ""],
      ...modes,
    ]);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(["backend", "mode", "works", "renderer", "reason"]);
      expect(row.reason === "").toBe(row.works);
    }
    const works = (wanted: string) => rows.find(({ mode }) => mode === wanted)?.works;
    expect(rows.slice(0, 2).map((row) => row.works)).toEqual([true, true]);
    expect(["webasm", "cpu", "webgl2", "webgl"].map(works)).toEqual([true, true, false, false]);
  });

  test("names each backend as --backend does, and what ran or what mends it", async () => {
    const { code, stdout } = await here.heed(["doctor"], { env: { COLUMNS: "300" } });
    expect(code).toBe(0);
    const lines = linesOf(stdout).filter((line) => line.startsWith("  "));
    const names = ["simd", "reference", ...gpuModes.map((mode) => `gpu-${mode}`)];
    expect(lines.map((line) => line.trim().split(" ")[0])).toEqual(names);
    expect(stdout).toMatch(/^ {2}simd +works: wasm-/m);
    expect(stdout).toMatch(/^ {2}gpu-webgl2 +does not work: it runs in a browser only$/m);
    const { stdout: help } = await here.heed(["predict", "--help"], { env: { COLUMNS: "300" } });
    expect(help).toContain(names.join(", "));
  });

  test.skipIf(noDriver !== "")(`finds a software GPU, and its name${noDriver}`, async () => {
    const row = (await doctor(software)).find(({ mode }) => mode === "webgpu");
    expect(row).toMatchObject({ works: true, reason: "" });
    expect(row?.renderer).toMatch(/swiftshader/i);
  });

  test.runIf(process.platform === "linux")("names the mend where there is no driver", async () => {
    const rows = await doctor({ VK_ICD_FILENAMES: here.path("none.json") });
    const row = rows.find(({ mode }) => mode === "webgpu");
    expect(row).toMatchObject({ works: false, renderer: "" });
    expect(row?.reason).toMatch(/got none \(.*apt-get install libvulkan1.*VK_ICD_FILENAMES=/);
  });

  test("says so where a driver crashes, and still tries all others", async () => {
    // gpu.js calls what it finds as `gl` for a context.
    mkdirSync(here.path("node_modules", "gl"), { recursive: true });
    here.write(
      "node_modules/gl/index.js",
      `module.exports = () => process.kill(process.pid, "SIGSEGV");`,
    );
    const rows = await doctor({ NODE_PATH: here.path("node_modules") });
    const [headlessGl, ...others] = rows.splice(5);
    expect(headlessGl).toMatchObject({ mode: "headlessgl", works: false });
    expect(headlessGl.reason).toContain("SIGSEGV");
    expect(others.map((row) => row.works)).toEqual([true, true]);
  });
});

describe("a backend", () => {
  test.skipIf(noDriver !== "")(
    `of a GPU trains, says what ran, and lets the program end${noDriver}`,
    async () => {
      here.write("pairs.tsv", spelling(20));
      const run = ["--train", "pairs.tsv", "--out", "runs/gpu", "--updates", "2", ...small];
      const options = { env: software };
      const trained = await here.heed(
        ["train", ...run, "--backend", "gpu-webgpu", "--json"],
        options,
      );
      expect(trained.code).toBe(0);
      const last = JSON.parse(linesOf(trained.stdout).at(-1) ?? "") as { execution: object };
      expect(last.execution).toEqual({
        backend: "gpu:webgpu",
        executor: "webgpu",
        renderer: expect.stringMatching(/swiftshader/i) as string,
      });
      expect(trained.stderr.replaceAll(/\s+/g, " ")).toMatch(
        /on gpu:webgpu \(webgpu, .*swiftshader/,
      );
      const ask = ["predict", "--model", "runs/gpu", "abc", "--max-length", "3"];
      const [asked, expected] = [
        await here.heed([...ask, "--backend", "gpu-webgpu"], options),
        await here.heed(ask),
      ];
      expect(asked).toEqual(expected);
    },
    60_000,
  );
});
