/**
 * @file `heed gradcheck` as it is typed.
 */
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Row } from "../../packages/cli/src/gradcheck/row.js";
import { endOf, linesOf, until, Workplace } from "./program.js";

const here = new Workplace();

interface Told {
  readonly ok: boolean;
  readonly done: boolean;
  readonly rows: readonly Row[];
}

async function checked(...args: readonly string[]): Promise<Told> {
  const { code, stdout } = await here.heed(["gradcheck", ...args, "--json"]);
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Told;
}

describe("heed gradcheck", () => {
  test("has a row for each thing of a name, and ends well", async () => {
    const { code, stdout } = await here.heed(["gradcheck", "dot", "tanh", "--cases", "2"]);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines[0]).toMatch(/^subject +worst +tolerance +cases +kinks +time$/);
    expect(lines.slice(1, -1).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ["score/dot", "✓"],
      ["model/attention=dot", "✓"],
      ["operator/tanh", "✓"],
    ]);
    expect(lines.at(-1)).toMatch(/^No derivative is wrong: 6 cases in 0:\d\d/);
  });

  test("tells the same with --json", async () => {
    const { ok, done, rows } = await checked("dot", "tanh", "--cases", "2");
    expect({ ok, done }).toEqual({ ok: true, done: true });
    expect(rows.map(({ kind, name, cases }) => [kind, name, cases])).toEqual([
      ["score", "dot", 2],
      ["model", "attention=dot", 2],
      ["operator", "tanh", 2],
    ]);
    for (const row of rows) {
      expect(row.ok).toBe(true);
      expect(row.worst).toBeLessThan(row.tolerance);
    }
  });

  test("of one case tells what it was among others, and of another seed something else", async () => {
    const worst = async (...args: readonly string[]): Promise<number> =>
      (await checked("cell/lstm", ...args)).rows[0].worst;
    const alone = await Promise.all(["0", "1"].map((n) => worst("--case", n)));
    expect(alone).toContain(await worst("--cases", "2"));
    expect(await worst("--case", "0", "--seed", "2")).not.toBe(alone[0]);
  });

  test("of order 2 does what order 1 does, and more", async () => {
    const checksOf = async (order: string): Promise<string[]> => {
      const { rows } = await checked("mul", "--cases", "1", "--order", order);
      return rows[0].checks.map((check) => `${check.name} ${String(check.order)}`);
    };
    const [first, both] = [await checksOf("1"), await checksOf("2")];
    expect(both).toEqual(expect.arrayContaining(first));
    expect(both).toContain("differences 2");
  });

  test.for([40, 80, 200])(
    "keeps within %s columns, and has no colours in a pipe",
    async (width) => {
      const args = ["gradcheck", "normalized-additive", "--cases", "1"];
      const { stdout } = await here.heed(args, { env: { COLUMNS: String(width) } });
      expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(stdout).not.toContain("\u001b");
      expect(stdout.includes("no room for")).toBe(width < 80);
    },
  );

  test("of many names counts each thing once", async () => {
    const { rows } = await checked("gru", "cell/gru", "unrolled/gru", "--cases", "1");
    expect(rows.map(({ kind }) => kind)).toEqual(["cell", "unrolled", "model"]);
  });
});

describe("Ctrl-C", () => {
  test("ends a check with what was done so far", async () => {
    const child = here.start(["gradcheck"]);
    const begun = await until(child.stdout, (text) => text.includes("✓"));
    child.kill("SIGINT");
    const { code, stdout } = await endOf(child);
    expect(code).toBe(130);
    expect(begun + stdout).toMatch(/\nStopped after \d+ of \d+\. No derivative is wrong: \d+ case/);
  });

  test("ends mutating at once, threads and all", async () => {
    const child = here.start(["gradcheck", "tanh", "gruGatesVjp", "--mutate", "--json"]);
    await wait(2500);
    child.kill("SIGINT");
    const { code, stdout } = await endOf(child);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, done: false });
  });
});

describe("--mutate", () => {
  test("kills every mutant, and prints how many of each kind", async () => {
    const { code, stdout } = await here.heed(["gradcheck", "tanh", "score/location", "--mutate"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^operator\/tanh +✓ +\d+/m);
    expect(stdout).toMatch(/^score\/location +✓ +\d+/m);
    expect(stdout).toMatch(/^sign +\d+ +\d+$/m);
    expect(stdout).toMatch(/wrong derivatives are noticed\s+\(100 %\)/);
  });

  test("tells the same with --json, whatever the threads", async () => {
    const tell = async (threads: string): Promise<object> => {
      const args = ["tanh", "neg", "--mutate", "--threads", threads, "--json"];
      const { code, stdout } = await here.heed(["gradcheck", ...args]);
      expect(code).toBe(0);
      const { ms, ...told } = JSON.parse(stdout) as { ms: number; killed: number };
      expect(ms).toBeGreaterThan(0);
      return told;
    };
    const [one, two] = [await tell("1"), await tell("2")];
    expect(one).toMatchObject({ ok: true, survivors: [], falseAlarms: [], inert: [] });
    expect(one).toEqual(two);
  });
});

/** What was typed, and what the one line must say. */
const mistakes: readonly (readonly [line: string, ...says: string[]])[] = [
  ["sofmax", '"sofmax"', "did you mean softmax?"],
  ["argmax", "no derivative", "an index"],
  ["zzzzzzzz", '"zzzzzzzz"', "npx heed explain", "unrolled"],
  ["--order 3", "--order", "1 or 2"],
  ["--mode fulll", "--mode", "Did you mean full?"],
  ["--seed -1", "--seed", "whole number"],
  ["--cases 0", "--cases", "at least 1"],
  ["--cases 3 --case 1", "cannot be used with"],
  ["--mutate --cases 3", "cannot be used with"],
  ["--threads 2", "--threads is for mutants", "--mutate"],
  ["program --mutate", "no mutants of its own"],
  ["--markdown=", "--markdown", "must be a path"],
];

describe("a mistake", () => {
  test.for(mistakes)("is told in one line: %s", async ([line, ...says]) => {
    const { code, stdout, stderr } = await here.heed(["gradcheck", ...line.split(" ")]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(linesOf(stderr)).toHaveLength(1);
    for (const words of says) expect(stderr).toContain(words);
  });
});
