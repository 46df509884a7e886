import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRange, lengthRange, lengthsOf } from "../../../packages/cli/src/arguments/ranges.js";
import { someOf } from "../../../packages/cli/src/arguments/lists.js";

const lengths = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 99 }));

describe("a range of lengths", () => {
  test("is read as it is written, and holds both ends and all between", () => {
    fc.assert(
      fc.property(lengths, ([shortest, more]) => {
        const range = [shortest, shortest + more] as const;
        expect(lengthRange(formatRange(range))).toEqual(range);
        const all = lengthsOf(range);
        expect([all[0], all.at(-1), all.length]).toEqual([...range, more + 1]);
      }),
    );
  });

  test.for([
    "",
    "5",
    "5..",
    "..5",
    "5..x",
    "5...9",
    "5-9",
    "-1..4",
    "1.5..4",
    `1..${"9".repeat(30)}`,
  ])("is not %j", (text) => {
    expect(() => lengthRange(text)).toThrow(/5\.\.40/);
  });

  test("neither falls nor begins with 0", () => {
    expect(() => lengthRange("40..5")).toThrow("did you mean 5..40?");
    expect(() => lengthRange("0..5")).toThrow("at least 1");
  });
});

describe("names of a list", () => {
  const read = someOf(["additive", "dot", "general"]);

  test("come in the order typed, and all is all", () => {
    expect(read("general,dot")).toEqual(["general", "dot"]);
    expect(read("dot, additive")).toEqual(["dot", "additive"]);
    expect(read("all")).toEqual(["additive", "dot", "general"]);
  });

  test("are each known, and each there once", () => {
    expect(() => read("dot,generl")).toThrow("Did you mean general?");
    expect(() => read("dot,")).toThrow("Choose from additive, dot, general");
    expect(() => read("dot,general,dot")).toThrow("dot twice");
  });
});
