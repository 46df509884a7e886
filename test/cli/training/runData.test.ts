import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tasks } from "@heed/attention";
import { afterAll, describe, expect, test } from "vitest";
import { readRunData } from "../../../packages/cli/src/training/runData.js";
import type { RunOptions } from "../../../packages/cli/src/training/runOptions.js";

const folder = mkdtempSync(join(tmpdir(), "heed-data-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

type DataOptions = Pick<RunOptions, "task" | "train" | "dev">;
const read = (options: DataOptions) =>
  readRunData({ sourceTokens: "chars", targetTokens: "words", ...options } as RunOptions);

describe("the data of a run", () => {
  test("of a table are cut as the options say", async () => {
    const train = write("train.tsv", "ab\tA B\n");
    const { tokens, train: pairs, dev } = await read({ train });
    expect({ tokens, pairs, dev }).toEqual({
      tokens: { source: "chars", target: "words" },
      pairs: [{ source: ["a", "b"], target: ["A", "B"] }],
      dev: [],
    });
  });

  test("of SCAN are words, whatever the options say", async () => {
    const train = write("train.txt", "IN: jump twice OUT: I_JUMP I_JUMP\n");
    const dev = write("dev.txt", "IN: walk OUT: I_WALK\n");
    expect(await read({ train, dev })).toMatchObject({
      tokens: { source: "words", target: "words" },
      train: [{ source: ["jump", "twice"], target: ["I_JUMP", "I_JUMP"] }],
      dev: [{ source: ["walk"], targets: [["I_WALK"]] }],
    });
  });

  test("are known again by the bytes of the training file", async () => {
    const [one, same, other] = ["a\tA\n", "a\tA\n", "a\tB\n"].map((text, i) =>
      write(`${i}.tsv`, text),
    );
    const [known, alike, changed] = await Promise.all(
      [one, same, other].map(async (train) => (await read({ train })).digest),
    );
    expect(alike).toBe(known);
    expect(changed).not.toBe(known);
  });

  test.each(tasks.map(({ name }) => name))("of the task %s are its three parts", async (task) => {
    const { train, dev, test } = await read({ task });
    for (const part of [train, dev, test]) expect(part.length).toBeGreaterThan(0);
  });
});
