/**
 * @file Small sentences at random, for the small models that gradients are checked on.
 */
import { special } from "@heed/attention";
import fc from "fast-check";
import { sizes, type Sentence } from "../../../packages/cli/src/gradcheck/smallModels.js";

function ids(vocabulary: number, minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  const id = fc.integer({ min: special.unknown, max: vocabulary - 1 });
  return fc.array(id, { minLength, maxLength, size: "max" });
}

/** A few sentences, seldom of one length. */
export const sentences: fc.Arbitrary<Sentence[]> = fc.array(
  fc.record({
    source: ids(sizes.sourceVocabulary, 1, 5),
    target: ids(sizes.targetVocabulary, 0, 4),
  }),
  { minLength: 1, maxLength: 3, size: "max" },
);
