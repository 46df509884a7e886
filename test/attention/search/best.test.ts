import fc from "fast-check";
import { expect, test } from "vitest";
import { Best } from "../../../packages/attention/src/search/best.js";

test("the best few are the head of a stable sort", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 5 }), (values, most) => {
      const best = new Best<number>(most);
      values.forEach((each, i) => {
        if (best.admits(each)) best.add(i, each);
      });
      const ranked = Array.from(values.keys()).sort((i, j) =>
        values[i] === values[j] ? i - j : values[j] > values[i] ? 1 : -1,
      );
      expect(best.items).toEqual(ranked.slice(0, most));
    }),
  );
});
