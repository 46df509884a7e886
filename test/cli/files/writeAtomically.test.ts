import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@heed/attention";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkWritable, writeAtomically } from "../../../packages/cli/src/files/writeAtomically.js";

const SIZE = 1 << 17;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heed-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("writeAtomically", () => {
  test("writes text and bytes as they are, and nothing beside them", async () => {
    const bytes = Uint8Array.of(0, 255, 10, 13);
    await writeAtomically(join(folder, "a.bin"), bytes);
    await writeAtomically(join(folder, "é.txt"), "größer\n");
    expect(new Uint8Array(await readFile(join(folder, "a.bin")))).toEqual(bytes);
    expect(await readFile(join(folder, "é.txt"), "utf8")).toBe("größer\n");
    expect((await readdir(folder)).sort()).toEqual(["a.bin", "é.txt"]);
  });

  test("makes the folder it is to write in", async () => {
    await writeAtomically(join(folder, "runs", "x", "model"), "1");
    expect(await readFile(join(folder, "runs", "x", "model"), "utf8")).toBe("1");
  });

  test("a reader sees the old contents or the new ones, never a part", async () => {
    const path = join(folder, "model");
    const contents = (version: number): Buffer => Buffer.alloc(SIZE, version);
    await writeAtomically(path, contents(0));
    let done = false;
    const seen = new Set<number>();
    const reader = (async () => {
      while (!done) {
        const read = await readFile(path);
        expect(read.length).toBe(SIZE);
        expect(read.every((byte) => byte === read[0])).toBe(true);
        seen.add(read[0]);
      }
    })();
    for (let version = 1; version <= 20; version++) await writeAtomically(path, contents(version));
    done = true;
    await reader;
    expect(seen.size).toBeGreaterThan(1);
  });

  test("writers at the same moment leave the contents of one of them", async () => {
    const path = join(folder, "model");
    const writers = Array.from({ length: 8 }, (_, i) => writeAtomically(path, `${i}`.repeat(1e5)));
    await Promise.all(writers);
    expect(await readFile(path, "utf8")).toMatch(/^(\d)\1{99999}$/);
    expect(await readdir(folder)).toEqual(["model"]);
  });

  test.each([
    ["a folder stands in its place", "taken", "there is a folder of this name (name a file)"],
    ["its folder is a file", "file/model", "a part of this path is a file, not a folder"],
    ["the folder above its folder is a file", "file/x/model", "a part of this path is a file"],
    ["its name is too long", "x".repeat(300), "the name is too long (choose a shorter one)"],
  ])("where %s, says so in one line and leaves nothing behind", async (_, name, problem) => {
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "file"), "old");
    const failure = await failureOf(writeAtomically(join(folder, name), "new"));
    expect(failure).toBeInstanceOf(UserError);
    expect(failure.message).toContain(`${join(folder, name)}: ${problem}`);
    expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
    expect(await readdir(join(folder, "taken"))).toEqual([]);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
  });

  test("a link stays one, and what it points to is new", async () => {
    await writeFile(join(folder, "old"), "old");
    await symlink(join(folder, "old"), join(folder, "link"));
    await writeAtomically(join(folder, "link"), "new");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "old"), "utf8")).toBe("new");
  });

  test.skipIf(process.platform === "win32")(
    "what is no file is written to, and stays",
    async () => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const [read] = await Promise.all([readFile(pipe, "utf8"), writeAtomically(pipe, "new")]);
      expect(read).toBe("new");
      expect((await lstat(pipe)).isFIFO()).toBe(true);
      expect(await readdir(folder)).toEqual(["pipe"]);
    },
  );

  test.skipIf(!existsSync("/proc/self"))(
    "a folder that cannot be made in one that exists is a failure, not a wait",
    async () => {
      const failure = await failureOf(writeAtomically("/proc/heed/model", "new"));
      expect(failure.message).toBe(
        "/proc/heed/model: the folder cannot be made (choose another folder)",
      );
    },
  );

  test.skipIf(!existsSync("/sys/kernel"))("where no file can be made, says so", async () => {
    const failure = await failureOf(writeAtomically("/sys/heed/model", "new"));
    expect(failure).toBeInstanceOf(UserError);
    expect(failure.message).toMatch(/^\/sys\/heed\/model: .* \(choose .*\)$/);
  });
});

describe("checkWritable", () => {
  test("fails as writing would, and leaves what is there as it is", async () => {
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "file"), "old");
    for (const name of ["taken", "file/model"]) {
      const path = join(folder, name);
      const { message } = await failureOf(checkWritable(path));
      expect(message).toBe((await failureOf(writeAtomically(path, "new"))).message);
    }
    await checkWritable(join(folder, "file"));
    await checkWritable(join(folder, "none"));
    expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
  });
});

async function failureOf(attempt: Promise<void>): Promise<Error> {
  const outcome = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error("it did not fail");
}
