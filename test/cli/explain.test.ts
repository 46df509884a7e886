import {
  attentions,
  cells,
  optimizers,
  orders,
  readouts,
  schedules,
  starts,
  truths,
  windows,
} from "@heed/attention";
import { operators, type AnyOperator } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { emitters } from "../../packages/cli/src/explanations/emitters.js";
import { explainables } from "../../packages/cli/src/explanations/explanation.js";
import { linesOf, Workplace } from "./program.js";

const here = new Workplace();
const known = explainables();
const lists = [
  operators,
  attentions,
  windows,
  orders,
  readouts,
  starts,
  cells,
  optimizers,
  schedules,
  truths,
];

/** The explanations of everything of that name. */
const explanationsOf = (name: string) =>
  known.filter((item) => item.name === name).map((item) => item.explain());

describe("heed explain", () => {
  test("lists every operator and every part of the lists, a line each", async () => {
    const names = lists.flatMap((list) => Object.keys(list)).sort();
    const { code, stdout } = await here.heed(["explain"], { env: { COLUMNS: "300" } });
    expect(code).toBe(0);
    const listed = linesOf(stdout).filter((line) => line.startsWith("  "));
    expect(listed.map((line) => line.trim().split(" ")[0]).sort()).toEqual(names);
    expect(known.map(({ name }) => name).sort()).toEqual(names);
  });

  test.for(Object.values<AnyOperator>(operators))(
    "$name comes with its formula and the code that runs",
    (operator) => {
      const found = explanationsOf(operator.name).find(({ kind }) => kind === "operator");
      expect(found?.facts).toMatchObject({
        formula: operator.formula,
        derivative: operator.derivative,
      });
      // What launches no kernel is a view of its operand, or a composition that is shown.
      const isShown = found?.listings.some(({ title }) => /^(kernel|composition)/.test(title));
      expect(isShown === true || found?.facts.kind.includes("view")).toBe(true);
    },
  );

  test("shows the source of a kernel as it stands, and all of it with --json", async () => {
    const { stdout } = await here.heed(["explain", "softmax"]);
    expect(stdout).toContain("Bahdanau 2015, Eq. 6");
    expect(stdout).toMatch(/total \+= Math\.exp\(.* - top\);/);
    const json = await here.heed(["explain", "softmax", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ name: "softmax", kind: "operator" });
  });

  test("shows kernels as WGSL beside them, without a GPU", async () => {
    const ask = ["explain", "softmax", "--emitted", "wgsl", "--json"];
    const { code, stdout } = await here.heed(ask, { env: { VK_ICD_FILENAMES: "none.json" } });
    expect(code).toBe(0);
    const { listings } = JSON.parse(stdout) as { listings: { title: string; code: string }[] };
    const kernels = listings.flatMap(({ title }) => /^kernel (\w+):/.exec(title)?.[1] ?? []);
    const shaders = listings.filter(({ title }) => title.includes("as gpu.js emits it"));
    expect(shaders.map(({ title }) => title.split(" ").slice(0, 4).join(" "))).toEqual(
      kernels.map((name) => `kernel ${name} in WGSL,`),
    );
    for (const { code } of shaders) expect(code).toMatch(/@compute[^]*fn main\(/);
    const last = listings.findIndex(({ title }) => title.startsWith("derivative"));
    expect(listings.indexOf(shaders[shaders.length - 1])).toBeLessThan(last);
  });

  test("has a shader of every kernel", async () => {
    const emitter = await emitters.wgsl();
    for (const item of known.filter(({ kind }) => kind === "operator")) {
      for (const { title, code } of item.explain(emitter).listings) {
        if (title.includes(" in WGSL,")) expect(code, title).toContain("@compute");
      }
    }
  });

  test("says in one line how to get GLSL, or shows it", async () => {
    const ask = ["explain", "softmax", "--emitted", "glsl"];
    const { code, stdout, stderr } = await here.heed(ask, { env: { NODE_PATH: "" } });
    if (code === 0) expect(stdout).toContain("gl_FragColor");
    else {
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: .*gpu-headlessgl.*apt-get install.*\n$/);
    }
  });

  test("refuses to emit what has no kernels", async () => {
    for (const name of ["reshape", "additive"]) {
      const { code, stderr } = await here.heed(["explain", name, "--emitted", "wgsl"]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `error: ${name} has no kernels of its own, so gpu.js emits none (leave out --emitted)\n`,
      });
    }
  });

  test("a score comes with its own code and the soft attention around it", () => {
    const [{ listings }] = explanationsOf("additive");
    expect(listings.map(({ title }) => title)).toEqual([
      "init",
      "keyWidth",
      "keys",
      "score",
      "attend, alike for all scores",
    ]);
  });

  test("of two things with one name, both are explained", async () => {
    const { stdout } = await here.heed(["explain", "adam", "--json"]);
    const kinds = linesOf(stdout).map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds).toEqual(["operator", "optimizer"]);
  });
});
