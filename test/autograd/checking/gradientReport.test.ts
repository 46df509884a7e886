/** @file What the report of `checkGradient` says of a wrong derivative: whose fault it is, and how to see it again. */
import { runInNewContext } from "node:vm";
import { checkGradient, type GradientReport } from "@heed/autograd";
import { operators, ops, scope, type AnyOperator, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { modes, numbers, withRule } from "./wrongRule.js";

const { add } = operators as Record<string, AnyOperator>;

describe("a report", () => {
  /** A chain of tanh with an `add` in it whose second gradient is not summed over the rows. */
  function chain(length: number, place: number): (inputs: Record<"h" | "b", Operand>) => Operand {
    const unsummed = withRule(add, ({ inputs: [, b], cotangent }, o) => {
      const first = o.slice(cotangent, { axis: 0, start: 0, end: 1 });
      return [cotangent, o.reshape(first, { shape: b.shape })];
    });
    return ({ h, b }) => {
      let state = h;
      for (let n = 0; n < length; n++) {
        state = ops.tanh(n === place ? unsummed(state, b) : ops.mul<Operand>(state, 1.1));
      }
      return state;
    };
  }

  test("names the operator whose rule is wrong, wherever it is on the tape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (length, n) => {
        scope(() => {
          const inputs = {
            h: numbers([
              [1, 2],
              [0.3, -1],
              [0.5, 0],
            ]),
            b: numbers([0.1, 0.2]),
          };
          const place = n % length;
          const { guilty } = checkGradient(chain(length, place), inputs, { seed: n });
          const expected = { operator: "add", operand: "b", place: 2 * place, of: 2 * length };
          expect(guilty).toMatchObject(expected);
        });
      }),
      runs(10),
    );
  });

  test("is a text that says what is wrong, by how much, whose fault it is, and how to see it again", () => {
    scope(() => {
      const inputs = {
        h: numbers([
          [1, 2],
          [0.5, -1],
        ]),
        b: numbers([0.25, 0.5]),
      };
      const report = checkGradient(chain(3, 1), inputs, { seed: 3 });
      const worst = report.wrong[0];
      const text = String(report).replaceAll(/± [\d.e-]+/g, "± …");
      expect(text.split("\n").map((line) => line.replaceAll(/-?\d\.\d+(e-\d+)?/g, "…"))).toEqual([
        "gradient: WRONG (projected, order 1, seed 3)",
        `  worst: ${worst.where}`,
        "    by the rules    …",
        "    by differences  … ± …",
        "  and 1 more beyond their tolerance",
        "  guilty: add of (2, 2), (2), operator 3 of 6 on the tape",
        expect.stringMatching(/^ {4}its own gradient by b, at b\[[01]\]: …, not … ± …$/),
        "  b (2): · right, ░▒▓█ wrong (█ the largest errors), ∧ a kink",
        expect.stringMatching(/^ {4}[░▒▓█] [░▒▓█]$/),
        "  checked: deterministic, pure, typed, NOT differences, linear, defined, recorded, adjoint",
        `  again: checkGradient(f, inputs, { seed: 3, only: "${worst.where}" })`,
      ]);
    });
  });

  test("is repeated by its own last line: the same numbers at the same element", () => {
    fc.assert(
      fc.property(fc.constantFrom(...modes), fc.nat(), (mode, seed) => {
        scope(() => {
          const inputs = {
            h: numbers([
              [1, 2],
              [0.5, -1],
            ]),
            b: numbers([0.25, 0.5]),
          };
          const f = chain(3, 1);
          const { wrong, replay } = checkGradient(f, inputs, { mode, seed });
          const again: unknown = runInNewContext(replay, { checkGradient, f, inputs });
          const { wrong: found } = again as GradientReport;
          expect(found.map(({ where }) => where)).toContain(wrong[0].where);
          const room = found[0].tolerance + wrong[0].tolerance;
          for (const side of ["analytic", "numeric"] as const) {
            expect(Math.abs(found[0][side] - wrong[0][side])).toBeLessThanOrEqual(room);
          }
        });
      }),
      runs(10),
    );
  });
});
