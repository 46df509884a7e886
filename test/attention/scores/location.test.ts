/**
 * @file What is true of the location score alone: it has weights for so many places.
 */
import { reference, scope, zeros } from "@heed/tensor";
import { expect, test } from "vitest";
import { location } from "../../../packages/attention/src/attention/scores/location.js";
import { UserError } from "../../../packages/attention/src/userError.js";
import { firstParameters } from "./parameterTree.js";
import { sizesFor } from "./scoreCase.js";

const sizes = sizesFor(location);
const L = sizes.longestSource;

/** The shape of the scores of a source of S words. */
function scoreWords(S: number): readonly number[] {
  const at = { backend: reference, dtype: "float64" } as const;
  return scope(() => {
    const p = firstParameters(location, sizes);
    const keys = location.keys(p, zeros([1, S, sizes.states], at));
    return location.score(p, zeros([1, 1, sizes.query], at), keys).shape;
  });
}

test("the longest source has a score for each place", () => {
  expect(scoreWords(L)).toEqual([1, 1, L]);
});

test("a longer source is refused in one line that names both lengths and the mend", () => {
  expect(() => scoreWords(L + 1)).toThrow(UserError);
  expect(() => scoreWords(L + 1)).toThrow(
    `a source has ${L + 1} tokens, but attention by location has weights for ${L} places only ` +
      `(give at most ${L}, or train a model for sources as long)`,
  );
});
