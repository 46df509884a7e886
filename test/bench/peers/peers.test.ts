import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { peersFolder } from "../../../bench/src/peers/install.js";
import { threadCounts, torchContenders } from "../../../bench/src/peers/torch.js";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, { readonly resolved?: string }>>;
}

const read = (file: string): Manifest =>
  JSON.parse(readFileSync(join(peersFolder, file), "utf8")) as Manifest;

describe("the peers' packages", () => {
  it("are pinned to one version each", () => {
    for (const version of Object.values(read("package.json").dependencies)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it("come from whichever registry the reader has", () => {
    const from = Object.values(read("package-lock.json").packages).flatMap(
      ({ resolved }) => resolved ?? [],
    );
    expect(from).toEqual([]);
  });
});

describe("PyTorch's settings", () => {
  test.prop([fc.integer({ min: 1, max: 256 })])(
    "are one thread, all of them, and powers of two between",
    (cores) => {
      const counts = threadCounts(cores);
      expect(counts[0]).toBe(1);
      expect(counts.at(-1)).toBe(cores);
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
      expect(counts.slice(0, -1).every((count) => Number.isInteger(Math.log2(count)))).toBe(true);
    },
  );

  it("have a name each, and a script that is there", () => {
    const contenders = torchContenders({ python: "python3" }, 4);
    expect(new Set(contenders.map(({ name }) => name)).size).toBe(contenders.length);
    for (const { command } of contenders) expect(existsSync(command[1])).toBe(true);
    expect(contenders.map(({ name }) => name).slice(0, 3)).toEqual([
      "torch, 1 thread",
      "torch, 2 threads",
      "torch, 2 threads, passive wait",
    ]);
  });
});
