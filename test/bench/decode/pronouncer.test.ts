import { decodeModel, predictBeam } from "@heed/attention";
import { createSimd } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { openPronouncer, usualSizes } from "../../../bench/src/workloads/decode/pronouncer.js";
import { train } from "../../../packages/cli/src/commands/train.js";

describe("the untrained pronouncer", () => {
  test("has the sizes that `heed train` gives a model", () => {
    expect(train.opts()).toMatchObject(usualSizes);
  });

  test("knows every letter of its words, which differ", async () => {
    const { sources } = await openPronouncer({ count: 50, seed: 1 });
    expect(new Set(sources.map(String)).size).toBe(50);
    expect(Math.min(...sources.flat())).toBeGreaterThan(3); // no special tokens
  });

  test("says as much as it may, greedily and by a beam", async () => {
    const { bytes, maxLength } = await openPronouncer({ count: 2, seed: 1 });
    const model = decodeModel(bytes, "the untrained model", createSimd());
    for (const width of [1, 3]) {
      const found = await predictBeam(model, [Array.from("attention")], { width, maxLength });
      for (const { tokens } of found.flat()) expect(tokens).toHaveLength(maxLength);
    }
  });

  test("is the same from the same seed, and another from another", async () => {
    const open = (seed: number): ReturnType<typeof openPronouncer> =>
      openPronouncer({ count: 9, seed });
    const [a, again, b] = [await open(1), await open(1), await open(2)];
    expect(again.sources).toEqual(a.sources);
    expect(Buffer.compare(again.bytes, a.bytes)).toBe(0);
    expect(b.sources).not.toEqual(a.sources);
    expect(Buffer.compare(b.bytes, a.bytes)).not.toBe(0);
  });
});
