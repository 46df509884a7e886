import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  compareRuns,
  whyNotComparable,
  type Change,
  type MeasuredRun,
} from "../../bench/src/report/comparison.js";
import type { RowMeasure } from "../../bench/src/report/row.js";

const machine = { cpu: "A", cores: 2, memoryBytes: 1, platform: "linux x64", node: "20.0.0" };

/** A median, how far its interval reaches on either side, and the noise of the contest. */
function row(medianMs: number, reach: number, noise = 0): RowMeasure {
  return {
    ...{ work: "neg small", name: "simd", backend: "simd", ok: true, verdict: "timed", noise },
    ...{ medianMs, lowMs: medianMs * (1 - reach), highMs: medianMs * (1 + reach) },
  };
}

const runOf = (...contenders: RowMeasure[]): MeasuredRun => ({
  what: "kernels",
  machine,
  contenders,
});

function changeFrom(before: RowMeasure, now: RowMeasure): Change | undefined {
  return compareRuns(runOf(before), runOf(now)).rows.at(0)?.change;
}

const times = fc.double({ min: 0.001, max: 1000, noNaN: true });
const parts = fc.double({ min: 0, max: 0.5, noNaN: true });

describe("a comparison with an earlier run", () => {
  test.prop([times, parts, parts])("finds no change between equals", (ms, reach, noise) => {
    expect(changeFrom(row(ms, reach, noise), row(ms, reach, noise))).toBe("same");
  });

  test.prop([times, times, parts, parts])(
    "is the other way round when the runs change places",
    (a, b, reach, noise) => {
      const turned = { slower: "faster", faster: "slower", same: "same" } as const;
      const there = changeFrom(row(a, reach, noise), row(b, reach, noise)) ?? "same";
      expect(changeFrom(row(b, reach, noise), row(a, reach, noise))).toBe(turned[there]);
    },
  );

  test.prop([times, parts])("calls nothing slower that lies within an interval", (ms, reach) => {
    const inside = row(ms * (1 + 0.9 * reach), 0);
    expect(changeFrom(row(ms, reach), inside)).toBe("same");
  });

  test.prop([times, fc.double({ min: 0.06, max: 0.5, noNaN: true })])(
    "calls nothing slower that two entries of the same contender differ by",
    (ms, noise) => {
      expect(changeFrom(row(ms, 0, noise), row(ms * (1 + 0.99 * noise), 0))).toBe("same");
      expect(changeFrom(row(ms, 0), row(ms * (1 + 0.99 * noise), 0, noise))).toBe("same");
      expect(changeFrom(row(ms, 0, noise), row(ms * (1 + 1.01 * noise), 0, noise))).toBe("slower");
    },
  );

  test.prop([times])("calls nothing slower below 5 %, however sure", (ms) => {
    expect(changeFrom(row(ms, 0), row(1.049 * ms, 0))).toBe("same");
    expect(changeFrom(row(ms, 0), row(1.051 * ms, 0))).toBe("slower");
    expect(compareRuns(runOf(row(ms, 0)), runOf(row(1.051 * ms, 0))).ok).toBe(false);
  });

  test("leaves out what one of them has no time of", () => {
    const wrong: RowMeasure = { ...row(1, 0), ok: false, verdict: "wrong" };
    expect(compareRuns(runOf(wrong), runOf(row(1, 0))).rows).toEqual([]);
    expect(compareRuns(runOf(row(1, 0)), runOf(wrong)).rows).toEqual([]);
    const other: RowMeasure = { ...row(1, 0), work: "neg large" };
    expect(compareRuns(runOf(other), runOf(row(1, 0))).rows).toEqual([]);
  });

  test.prop([fc.constantFrom("cpu", "cores", "memoryBytes", "platform", "node")])(
    "is refused where the machine is another",
    (fact) => {
      const there = { what: "kernels", machine: { ...machine, [fact]: "other" } };
      expect(whyNotComparable(there, runOf())).toContain(`its ${fact} was other`);
      expect(whyNotComparable(runOf(), runOf())).toBeUndefined();
    },
  );

  test("is refused where something else was measured", () => {
    expect(whyNotComparable({ what: "step", machine }, runOf())).toContain("measured step");
  });
});
