/**
 * @file What a user's test file looks like: properties of an operator of one's own, with
 * `@fast-check/vitest` and the matchers of `@heed/testing/vitest`.
 */
import "@heed/testing/vitest";
import { test } from "@fast-check/vitest";
import type { Operand, Tensor } from "@heed/tensor";
import { homogeneity, operatorCases, placed, tensorOf } from "@heed/testing";
import { describe, expect } from "vitest";
import { composed, rmsNorm, rmsNormOp } from "./rmsNorm.js";

const epsilon = 1e-3;

interface Inputs {
  readonly x: Operand;
  readonly gain: Operand;
}

/** The operator as a function of one tree of operands, as checks take it. */
const norm = ({ x, gain }: Inputs): Operand => rmsNorm(x, gain, { epsilon });

describe("rmsNorm", () => {
  test.prop([operatorCases(rmsNormOp)], { numRuns: 25 })(
    "has a derivative that is right, and so is that one's own",
    placed(({ inputs: [x, gain] }: { readonly inputs: readonly Tensor[] }) => {
      expect(norm).toHaveCorrectGradient({ x, gain }, { order: 2 });
    }),
  );

  test.prop([operatorCases(rmsNormOp)], { numRuns: 25 })(
    "is what it is composed of, values and gradients",
    placed(({ inputs: [x, gain] }: { readonly inputs: readonly Tensor[] }) => {
      const plain = ({ x, gain }: Inputs): Operand => composed(x, gain, epsilon);
      expect(norm).toAgreeWith(plain, { x, gain });
    }),
  );

  test.prop([tensorOf({ shape: [3, 4] }), tensorOf({ shape: [4] })], { numRuns: 25 })(
    "has rows that grow as their gain does",
    placed((x: Tensor, gain: Tensor) => {
      expect(homogeneity((g: Operand) => norm({ x, gain: g }), gain, 1)).toHold();
    }),
  );
});
