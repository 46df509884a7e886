/**
 * @file The gradient of a function of drawn inputs is right, by every check there is.
 */
import { checkGradient, type Differentiable } from "@heed/autograd";
import { scope, type Operand } from "@heed/tensor";
import { place, type TensorData } from "@heed/testing";
import { expect } from "vitest";

/** Fails with the report where it is not. */
export function expectRightGradient(
  f: Differentiable<readonly Operand[]>,
  inputs: readonly TensorData[],
  seed: number,
): void {
  scope(() => {
    const operands = inputs.map((input) => place(input));
    const report = checkGradient(f, operands, { seed });
    expect(report.ok, String(report)).toBe(true);
  });
}
