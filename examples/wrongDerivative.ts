/**
 * @file A derivative that is wrong, what the checker says of it, and what it says of the mended one.
 */
import { checkGradient } from "@heed/autograd";
import { ops, Random, randn, reference, type Call, type Operand } from "@heed/tensor";
import { forgetfulRmsNorm } from "./forgetfulRmsNorm.js";
import { rmsNorm, type rmsNormOp } from "./rmsNorm.js";

interface Inputs {
  readonly x: Operand;
  readonly gain: Operand;
  readonly w: Operand;
}

/** A small network with the norm in its middle. */
const network =
  (norm: Call<typeof rmsNormOp>) =>
  ({ x, gain, w }: Inputs): Operand =>
    ops.tanh(ops.matmul(norm(x, gain, { epsilon: 1e-3 }), w));

const random = new Random(1);
const draw = (shape: number[]): Operand =>
  randn(shape, random, { backend: reference, dtype: "float64" });
const inputs: Inputs = { x: draw([3, 4]), gain: draw([4]), w: draw([4, 2]) };

console.log("With the forgetful norm:\n");
console.log(checkGradient(network(forgetfulRmsNorm), inputs, { mode: "full" }).toString());

console.log("\nWith the mended one, to second order:\n");
console.log(checkGradient(network(rmsNorm), inputs, { mode: "full", order: 2 }).toString());
