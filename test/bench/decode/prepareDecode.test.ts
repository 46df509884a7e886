import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel, encodeModel } from "@heed/attention";
import { createSimd, Random, reference, type Backend } from "@heed/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Company } from "../../../bench/src/contest/company.js";
import { decodePeers } from "../../../bench/src/workloads/decode/decodePeers.js";
import {
  answerMiss,
  type DecodeWorkload,
} from "../../../bench/src/workloads/decode/decodeWorkload.js";
import { prepareDecode } from "../../../bench/src/workloads/decode/prepareDecode.js";

const folder = mkdtempSync(join(tmpdir(), "heed-bench-decode-"));
const file = join(folder, "model.safetensors");
const simd = createSimd();
const model = createModel(
  { embedding: 6, hidden: 12, alignment: 5 },
  [{ source: Array.from("abcdefgh"), target: Array.from("ABCDEFGHIJ") }],
  { source: "chars", target: "words" },
  { backend: simd, random: new Random(3) },
);
/** Of lengths that differ within every batch. */
const sources = ["abc", "h", "gfedcba", "ab", "ee", "dcbaabcd", "f", "hgh"].map((word) => [
  ...model.sourceVocabulary.encode(Array.from(word)),
]);
const workload: DecodeWorkload = {
  kind: "decode",
  model: file,
  ...{ sources, batch: 4, width: 1, maxLength: 7, checked: sources.length },
};

beforeAll(async () => writeFileSync(file, await encodeModel(model)));
afterAll(() => rmSync(folder, { recursive: true }));

async function checkedBy(
  backend: Backend,
  changes: Partial<DecodeWorkload> = {},
): Promise<number[]> {
  const open = { name: backend.name, backend, threads: 1, openMs: 0 };
  const ready = await prepareDecode({ ...workload, ...changes }, open);
  await ready.run();
  const check = await ready.check();
  await ready.release();
  return [...check];
}

describe("a model that is asked again and again", () => {
  test("answers every source that is checked", async () => {
    const check = await checkedBy(simd);
    expect(check.filter((id) => id < 0)).toHaveLength(sources.length);
    expect(new Set(check).size).toBeGreaterThan(3); // not one token for everything
  });

  test.each([1, 5])("with a beam of %d says the same on every backend", async (width) => {
    const [fast, slow] = [await checkedBy(simd, { width }), await checkedBy(reference, { width })];
    expect(answerMiss(fast, slow)).toBeUndefined();
  });

  test.each([1, 5])("with a beam of %d says the same in batches of any size", async (width) => {
    const together = await checkedBy(simd, { width });
    const alone = await checkedBy(simd, { width, batch: 1 });
    expect(answerMiss(alone, together)).toBeUndefined();
  });
});

describe("PyTorch's loop", async () => {
  const [torch] = await decodePeers(model);

  test.skipIf(torch.missing !== undefined)("says the same, token by token", async () => {
    const company = new Company();
    try {
      for (const batch of [1, 4]) {
        const request = { do: "prepare", workload: { ...workload, batch } } as const;
        const answer = await company.ask(torch, String(batch), request);
        if (!("check" in answer)) throw new Error(JSON.stringify(answer));
        expect(answerMiss(answer.check, await checkedBy(simd))).toBeUndefined();
      }
    } finally {
      await company.close();
    }
  });

  test("does not take a model that it does not know", async () => {
    const [peer] = await decodePeers({ config: { ...model.config, cell: "lstm" } });
    expect(peer.missing).toBeDefined();
  });
});
