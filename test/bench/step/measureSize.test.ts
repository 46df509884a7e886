import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ourContender } from "../../../bench/src/contest/contender.js";
import { findTorch, torchContenders } from "../../../bench/src/peers/torch.js";
import { measureSize } from "../../../bench/src/workloads/step/step.js";

const torch = await findTorch();
// Where temporary files go, to see that none is left.
const folder = await mkdtemp(join(tmpdir(), "heed-test-"));
for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, folder);
afterAll(() => rm(folder, { recursive: true }));
const options = { ours: ["simd"], roofs: new Map(), seconds: 0.05, seed: 1 };

function watched(): { stop: AbortSignal; onProgress: () => void } {
  return { stop: new AbortController().signal, onProgress: () => undefined };
}

describe("a contest of steps", () => {
  it("times a process of ours whose losses are right, and tells its memory", async () => {
    const contenders = [ourContender("simd", 1)];
    const found = await measureSize(64, { ...options, contenders, ...watched() });
    const [row] = found.rows;
    expect(row).toMatchObject({ work: "step, hidden 64", ok: true, threads: 1 });
    expect(row.medianMs).toBeGreaterThan(0);
    expect(row.gflops).toBeGreaterThan(0);
    expect(found.memory[0].stepBytes).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf("missing" in torch)("holds PyTorch to the same losses", async () => {
    const [contender] = torchContenders(torch, 1);
    const found = await measureSize(64, { ...options, contenders: [contender], ...watched() });
    expect(found.rows[0].why).toBeUndefined();
    expect(found.rows[0]).toMatchObject({ backend: "torch", ok: true, threads: 1 });
  });

  it("lists who is missing, and why", async () => {
    const [contender] = torchContenders({ missing: "no Python" }, 1);
    const found = await measureSize(64, { ...options, contenders: [contender], ...watched() });
    expect(found.rows[0]).toMatchObject({ ok: false, verdict: "missing", why: "no Python" });
    expect(found.ratios.torch).toBeNull();
  });
});
