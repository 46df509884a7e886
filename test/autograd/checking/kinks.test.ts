/** @file What `checkGradient` says of places where a function has no derivative. */
import { checkGradient } from "@heed/autograd";
import { operators, ops, scope, type AnyOperator, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { modes, numbers, withRule } from "./wrongRule.js";

const { relu } = operators as Record<string, AnyOperator>;

describe("a place without a derivative", () => {
  test("is a kink, neither right nor wrong, in every mode", () => {
    scope(() => {
      for (const mode of modes) {
        const report = checkGradient((x: Operand) => ops.relu(x), numbers([-1, 0, 2, 0]), {
          mode,
          checks: ["differences"],
        });
        expect(report.ok, String(report)).toBe(true);
        const places = report.kinks.map(({ index }) => index[0]).sort();
        expect(places).toEqual([1, 3]);
        expect(String(report)).toContain("not differentiable at x[1]");
      }
    });
  });

  test("beside the point is none", () => {
    fc.assert(
      fc.property(fc.constantFrom(1e-7, 1e-5, 1e-3), fc.nat(), (distance, seed) => {
        scope(() => {
          const x = numbers([distance, -distance, 1]);
          const report = checkGradient((y: Operand) => ops.abs(y), x, { seed });
          expect(report.ok, String(report)).toBe(true);
          expect(report.kinks).toEqual([]);
        });
      }),
      runs(20),
    );
  });

  test("does not hide what is wrong beside it", () => {
    scope(() => {
      const wrong = withRule(relu, ({ cotangent }) => [cotangent]);
      const report = checkGradient(wrong, numbers([0, -1]));
      expect(report.kinks.map(({ where }) => where)).toEqual(["x[0]"]);
      expect(report.wrong.map(({ where }) => where)).toEqual(["x[1]"]);
    });
  });

  test("has its slopes on either side; a jump's are infinite, an end has but one", () => {
    scope(() => {
      const one = (f: (x: Operand) => Operand, x: number) =>
        checkGradient(f, numbers([x]), { mode: "full" }).kinks[0];
      expect(one((x) => ops.abs(x), 0)).toMatchObject({ left: -1, right: 1, analytic: 0 });
      expect(one((x) => ops.mul(x, ops.greater(x, 1)), 1)).toMatchObject({ right: Infinity });
      expect(one((x) => ops.sqrt(x), 0)).toMatchObject({ left: NaN });
    });
  });

  test("of an operator on the way, where the whole has none, is told as such", () => {
    scope(() => {
      const f = (x: Operand): Operand => ops.sub(ops.relu(x), ops.relu(ops.neg(x)));
      const report = checkGradient(f, numbers([0, 1]), { mode: "full" });
      expect(report.ok, String(report)).toBe(true);
      expect(report.kinks).toHaveLength(1);
      expect(report.kinks[0]).toMatchObject({ where: "x[0] → y[0]", analytic: 0 });
      expect(report.kinks[0].left).toBeCloseTo(1);
      expect(report.kinks[0].through).toContain("relu");
    });
  });
});
