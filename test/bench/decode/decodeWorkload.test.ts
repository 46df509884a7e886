import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerMiss,
  batchesOf,
  checkOf,
} from "../../../bench/src/workloads/decode/decodeWorkload.js";

const answers = fc.array(fc.array(fc.nat(50), { maxLength: 6 }), { minLength: 1, maxLength: 6 });

describe("the check of answers", () => {
  test("misses nothing where answers are the same", () => {
    fc.assert(
      fc.property(answers, (ids) => {
        expect(answerMiss(checkOf(ids), checkOf(ids))).toBeUndefined();
      }),
    );
  });

  test("misses every token that is another, missing or too many", () => {
    fc.assert(
      fc.property(answers, answers, (ids, others) => {
        const same = JSON.stringify(ids) === JSON.stringify(others);
        expect(answerMiss(checkOf(ids), checkOf(others)) === undefined).toBe(same);
      }),
    );
    // Neighbours that only the place between them tells apart.
    expect(answerMiss(checkOf([[1], [2]]), checkOf([[1, 2], []]))).toBeDefined();
  });

  test("says which answer it is, and what it should be", () => {
    const miss = answerMiss(checkOf([[4], [5, 6]]), checkOf([[4], [5, 7]]));
    expect(miss).toBe("answer 1 is 5 6, not 5 7");
  });
});

describe("batches of sources", () => {
  test("have every source once, in order, but for a rest that fills no batch", () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 7 }), (sources, batch) => {
        const asked = { kind: "decode", model: "", width: 1, maxLength: 1, checked: 0 } as const;
        const batches = batchesOf({ ...asked, sources, batch });
        const whole = sources.length - (sources.length % batch);
        expect(batches.flat()).toEqual(sources.slice(0, whole));
        for (const some of batches) expect(some).toHaveLength(batch);
      }),
    );
  });
});
