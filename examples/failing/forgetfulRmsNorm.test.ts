/**
 * @file The same property of the operator that forgets a term. It fails, and the README shows how.
 */
import "@heed/testing/vitest";
import { test } from "@fast-check/vitest";
import type { Operand, Tensor } from "@heed/tensor";
import { operatorCases, placed } from "@heed/testing";
import { expect } from "vitest";
import { forgetfulRmsNorm, forgetfulRmsNormOp } from "../forgetfulRmsNorm.js";

interface Inputs {
  readonly x: Operand;
  readonly gain: Operand;
}

const norm = ({ x, gain }: Inputs): Operand => forgetfulRmsNorm(x, gain, { epsilon: 1e-3 });

test.prop([operatorCases(forgetfulRmsNormOp)], { seed: 1 })(
  "forgetfulRmsNorm has a derivative that is right",
  placed(({ inputs: [x, gain] }: { readonly inputs: readonly Tensor[] }) => {
    expect(norm).toHaveCorrectGradient({ x, gain });
  }),
);
