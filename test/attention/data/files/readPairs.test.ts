import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readPairs } from "../../../../packages/attention/src/data/files/readPairs.js";
import { UserError } from "../../../../packages/attention/src/userError.js";

const folder = mkdtempSync(join(tmpdir(), "heed-pairs-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = async (name: string) =>
  (await readPairs(join(folder, name), { source: "chars", target: "words" })).pairs;

describe("readPairs", () => {
  test("reads a file that is larger than one read of the disk", async () => {
    const count = 20_000;
    const rows = Array.from({ length: count }, (_, i) => `wört${i}\tW ER T ${i}\r\n`);
    writeFileSync(join(folder, "big.tsv"), `\uFEFF${rows.join("")}`);
    const pairs = await read("big.tsv");
    expect(pairs).toHaveLength(count);
    expect(pairs[count - 1]).toEqual({
      source: Array.from("wört19999"),
      target: ["W", "ER", "T", "19999"],
    });
  });

  test("names the file and the line of a bad row", async () => {
    writeFileSync(join(folder, "bad.tsv"), "a\tb\nc\n");
    await expect(read("bad.tsv")).rejects.toThrow(`${join(folder, "bad.tsv")}:2: no tab`);
  });

  test("says what is wrong with a path", async () => {
    writeFileSync(join(folder, "plain"), "a\tb\n");
    await expect(read("none.tsv")).rejects.toThrow(/none\.tsv: there is no such file \(check/);
    await expect(read("plain/none.tsv")).rejects.toThrow(/there is no such file/);
    await expect(read(".")).rejects.toThrow(/: is a folder \(give a file\)/);
    await expect(read("none.tsv")).rejects.toThrow(UserError);
  });
});
