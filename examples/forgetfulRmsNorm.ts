/**
 * @file The same operator with a mistake that is easily made: r is taken for a constant, as if it did
 * not depend on x. The loss still falls, only more slowly, and nobody looks.
 */
import { callable, defineOp, type Call, type Operator } from "@heed/tensor";
import { rmsNormOp, rootMeanSquare, type RmsNormAttributes } from "./rmsNorm.js";

export const forgetfulRmsNormOp: Operator<2, RmsNormAttributes, "one"> = defineOp({
  ...rmsNormOp,
  name: "forgetfulRmsNorm",
  vjp: ({ cotangent, inputs: [x, gain], attributes: { epsilon } }, ops) => {
    const r = rootMeanSquare(x, epsilon, ops);
    return [
      ops.div(ops.mul(cotangent, gain), r),
      ops.sumTo(ops.div(ops.mul(cotangent, x), r), { shape: gain.shape }),
    ];
  },
});

export const forgetfulRmsNorm: Call<typeof forgetfulRmsNormOp> = callable(forgetfulRmsNormOp);
