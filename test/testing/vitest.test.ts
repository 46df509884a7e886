/**
 * @file The matchers, alone and in properties of fast-check.
 */
import "@heed/testing/vitest";
import { checkGradient } from "@heed/autograd";
import {
  callable,
  defineOp,
  operators,
  ops,
  reference,
  tensor,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { homogeneity, placed, shiftInvariance, tensorOf } from "@heed/testing";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";

const at = { backend: reference, dtype: "float64" } as const;
const x = tensor([0.5, -1, 2], at);

/** Exp, half of whose derivative is missing. */
const halved = callable(
  defineOp({
    ...operators.exp,
    name: "halved",
    vjp: ({ cotangent, output }, o) => [o.mul(o.mul(cotangent, output), 0.5)],
  }),
);

/** What an assertion says when it fails. */
function message(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}

describe("toHaveCorrectGradient", () => {
  test("holds of a right derivative, of any tree of inputs, to either order", () => {
    expect((y: Operand) => ops.exp(y)).toHaveCorrectGradient(x);
    expect(({ a, b }: { a: Operand; b: Operand[] }) =>
      ops.sub(ops.mul(a, b[0]), ops.tanh(b[1])),
    ).toHaveCorrectGradient({ a: x, b: [x, x] }, { mode: "full", order: 2 });
  });

  test("says of a wrong one what checkGradient says, with the line that replays it", () => {
    const said = message(() => expect(halved).toHaveCorrectGradient(x, { mode: "full", seed: 7 }));
    expect(said).toBe(checkGradient(halved, x, { mode: "full", seed: 7 }).toString());
    expect(said).toContain("guilty: halved");
    expect(said).toMatch(
      /again: checkGradient\(f, inputs, \{ mode: "full", seed: 7, only: "x\[\d\]" \}\)/,
    );
  });

  test("turned round holds of a wrong derivative, and says of a right one what was found", () => {
    expect(halved).not.toHaveCorrectGradient(x);
    const said = message(() => expect((y: Operand) => ops.exp(y)).not.toHaveCorrectGradient(x));
    expect(said).toMatch(/^expected a wrong derivative, but it is right\n.*right \(projected/);
  });
});

describe("toAgreeWith", () => {
  const composed = (e: Operand): Operand => ops.sub(e, ops.logSumExp(e, { keepDims: true }));

  test("holds of a fused operator and what it fuses", () => {
    expect((e: Operand) => ops.logSoftmax(e)).toAgreeWith(composed, x);
  });

  test("says which value differs, or which gradient", () => {
    expect(message(() => expect((e: Operand) => ops.softmax(e)).toAgreeWith(composed, x))).toMatch(
      /^f\(x\) = g\(x\) does not hold of the values: value\[\d\] is /,
    );
    const exp = (e: Operand): Operand => ops.exp(e);
    expect(message(() => expect(halved).toAgreeWith(exp, x))).toMatch(
      /^J_f\(x\)ᵀ u = J_g\(x\)ᵀ u does not hold of the derivatives: gradient by x\[\d\] is /,
    );
    expect(halved).not.toAgreeWith(exp, x);
    expect(message(() => expect(exp).not.toAgreeWith(exp, x))).toContain("the two functions agree");
  });
});

describe("toHold", () => {
  test("holds of laws that hold, and says where others do not", () => {
    expect(shiftInvariance((e) => ops.softmax(e), x)).toHold();
    expect(homogeneity((e: Operand) => ops.exp(e), x, 1)).not.toHold();
    expect(message(() => expect(homogeneity(halved, x, 1)).toHold())).toMatch(
      /^f\(λx\) = λ\^1 f\(x\) does not hold of the values/,
    );
  });
});

describe("in a property of fast-check", () => {
  property.prop([tensorOf({ domain: "positive" })], { numRuns: 10 })(
    "an arbitrary of @heed/testing is what a function is checked at",
    placed((y: Tensor) => {
      expect((z: Operand) => ops.log(z)).toHaveCorrectGradient(y, { order: 2 });
    }),
  );

  test("a failure tells seed, path and the smallest inputs, and then the report", () => {
    const details = fc.check(
      fc.property(
        tensorOf({ shape: { minRank: 1, maxRank: 2 } }),
        placed((y: Tensor) => expect(halved).toHaveCorrectGradient(y)),
      ),
      { seed: 3, includeErrorInReport: true },
    );
    const said = fc.defaultReportMessage(details) ?? "";
    expect(said).toMatch(/seed: 3, path: "[\d:]+"/);
    expect(said).toContain('tensor([0], { backend: reference, dtype: "float64" })');
    expect(said).toContain("guilty: halved of (1), operator 1 of 1");
    expect(said).toMatch(/again: checkGradient\(f, inputs, /);
  });
});
