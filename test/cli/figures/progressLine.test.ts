import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  barLine,
  formatDuration,
  plainLine,
  type ProgressFacts,
} from "../../../packages/cli/src/figures/progressLine.js";
import { widestOf } from "../../../packages/cli/src/figures/textColumns.js";

const training: ProgressFacts = {
  fraction: 0.429,
  loss: 1.2344,
  pairsPerSecond: 812.3,
  time: "0:52 left",
};

const draw = (columns: number): string => "█".repeat(columns);

const facts: fc.Arbitrary<ProgressFacts> = fc.record({
  fraction: fc.double({ min: 0, max: 1, noNaN: true }),
  loss: fc.option(fc.double({ min: 0, max: 1e6 }), { nil: undefined }),
  pairsPerSecond: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
  time: fc.option(
    fc.nat().map((seconds) => `${formatDuration(seconds)} left`),
    { nil: undefined },
  ),
});

describe("the line of progress", () => {
  test("names the work, how much is done, and what was measured", () => {
    expect(plainLine("train", training, Infinity)).toBe(
      "train: 42 %, loss 1.234, 812 pairs/s, 0:52 left",
    );
    const bare = { fraction: 0, loss: undefined, pairsPerSecond: undefined, time: undefined };
    expect(plainLine("eval", bare, Infinity)).toBe("eval: 0 %");
  });

  test("says 100 % only when all is done", () => {
    expect(plainLine("x", { ...training, fraction: 0.9999 }, 80)).toContain("99 %");
    expect(plainLine("x", { ...training, fraction: 1 }, 80)).toContain("100 %");
    expect(plainLine("x", { ...training, fraction: 1.0001 }, 80)).toContain("100 %");
  });

  test("is never wider than asked, with a bar or without", () => {
    fc.assert(
      fc.property(
        facts,
        fc.nat({ max: 220 }),
        fc.constantFrom("train", "大", ""),
        (now, columns, label) => {
          expect(widestOf([barLine(label, now, columns, draw)])).toBeLessThanOrEqual(columns);
          expect(widestOf([plainLine(label, now, columns)])).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  test("gives up first the bar, then the pace, the loss and the time", () => {
    const shown = (columns: number): string => barLine("train", training, columns, draw);
    expect(shown(120)).toBe(`train  ${"█".repeat(60)}   42 %  loss 1.234  812 pairs/s  0:52 left`);
    expect(shown(79)).toBe(`train  ${"█".repeat(29)}   42 %  loss 1.234  812 pairs/s  0:52 left`);
    expect(shown(50)).toBe("train   42 %  loss 1.234  812 pairs/s  0:52 left");
    expect(shown(39)).toBe("train   42 %  loss 1.234  0:52 left");
    expect(shown(30)).toBe("train   42 %  0:52 left");
    expect(shown(20)).toBe("train   42 %");
    expect(shown(4)).toBe("tra…");
    expect(plainLine("train", training, 40)).toBe("train: 42 %, loss 1.234, 0:52 left");
  });

  test("durations are minutes and seconds, with hours where there are any", () => {
    expect([0, 7.4, 59.6, 67, 3599, 7384].map(formatDuration)).toEqual([
      "0:00",
      "0:07",
      "1:00",
      "1:07",
      "59:59",
      "2:03:04",
    ]);
  });
});
