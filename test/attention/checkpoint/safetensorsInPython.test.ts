/** @file Files of safetensors between this implementation and a second one, in Python, both ways. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
} from "../../../packages/attention/src/checkpoint/safetensors.js";
import { contents, described, sample } from "./storedContents.js";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("a second implementation, in Python", () => {
  const script = fileURLToPath(new URL("plainSafetensors.py", import.meta.url));

  function python(command: "read" | "write", path: string, input = ""): string {
    const { status, stdout, stderr } = spawnSync(
      "python3",
      ["-I", "-S", "-X", "utf8", script, command, path],
      {
        input,
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  /** Each run starts a process, so there are few, and none to shrink a failure. */
  const slowly = { numRuns: 8, endOnFailure: true, examples: [[sample] as [Safetensors]] };

  function withFile(use: (path: string) => void): void {
    const folder = mkdtempSync(join(tmpdir(), "heed-"));
    try {
      use(join(folder, "model.safetensors"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test("reads what is encoded here", () => {
    fc.assert(
      fc.property(contents, (file) => {
        withFile((path) => {
          writeFileSync(path, encodeSafetensors(file));
          expect(JSON.parse(python("read", path))).toEqual(described(file));
        });
      }),
      slowly,
    );
  });

  test("writes what is decoded here", () => {
    fc.assert(
      fc.property(contents, (file) => {
        withFile((path) => {
          python("write", path, JSON.stringify(described(file)));
          expect(described(decodeSafetensors(readFileSync(path), path))).toEqual(described(file));
        });
      }),
      slowly,
    );
  });
});
