/**
 * @file What `checkGradient` says of right functions, of functions that are wrong in one way each, and
 * of functions that it cannot check.
 */
import { checkGradient, checks, type GradientReport } from "@heed/autograd";
import {
  eye,
  operators,
  ops,
  reference,
  scope,
  tensor,
  type AnyOperator,
  type Operand,
} from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { at, modes, numbers, withRule } from "./wrongRule.js";

const { mul, square } = operators as Record<string, AnyOperator>;

/** The checks that did not pass. */
function failed({ checks: outcomes }: GradientReport): string[] {
  return outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
}

describe("a right derivative", () => {
  test("passes every check, in every mode, of either order", () => {
    scope(() => {
      const inputs = {
        w: eye(3, at),
        x: numbers([
          [1, 2, 3],
          [0.1, 0.2, 0.3],
        ]),
      };
      const f = ({ w, x }: typeof inputs): Operand => ops.softmax(ops.tanh(ops.matmul(x, w)));
      for (const mode of modes) {
        const report = checkGradient(f, inputs, { mode, order: 2 });
        expect(report.ok, String(report)).toBe(true);
        const asked = Object.values(checks).reduce((n, { orders }) => n + orders.length, 0);
        expect(report.checks).toHaveLength(asked);
      }
    });
  });

  test("of several results passes, be they an array or a record", () => {
    scope(() => {
      const x = numbers([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const { ok } = checkGradient((y: Operand) => ops.unstack(ops.exp(y), { axis: 0 }), x);
      expect(ok).toBe(true);
      expect(checkGradient((y: Operand) => ({ e: ops.exp(y), l: ops.log(y) }), x).ok).toBe(true);
    });
  });

  test("passes where results are infinite, as masked scores are", () => {
    scope(() => {
      const mask = tensor([1, 0, 1], { ...at, dtype: "int32" });
      const f = (x: { mask: Operand; e: Operand }): Operand => ops.where(x.mask, x.e, -Infinity);
      expect(checkGradient(f, { mask, e: numbers([1, 2, 3]) }).ok).toBe(true);
    });
  });

  test("passes on inputs of other types and backends, and on views that overlap", () => {
    scope(() => {
      const row = tensor([[1, 2, 3]], { backend: reference });
      const rows = ops.expand(row, { shape: [4, 3] });
      expect(checkGradient((x: Operand) => ops.mul(x, x), rows, { mode: "full" }).ok).toBe(true);
    });
  });

  test("leaves nothing alive", () => {
    const before = reference.live.storages;
    const x = numbers([0, 1, 2]);
    checkGradient((y: Operand) => ops.relu(y), x, { order: 2 });
    checkGradient(
      withRule(square, ({ cotangent }) => [cotangent]),
      x,
    );
    x.dispose();
    expect(reference.live.storages).toBe(before);
  });
});

describe("a wrong derivative", () => {
  const x = [
    [1, 2],
    [3, 4],
  ];
  const scaled = (factor: number) =>
    withRule(square, ({ inputs: [y], cotangent }, o) => [o.mul(o.mul(cotangent, y), factor)]);

  test.each(modes)(
    "is wrong by differences in mode %s, by one part in ten million, too",
    (mode) => {
      scope(() => {
        expect(failed(checkGradient(scaled(2), numbers(x), { mode }))).toEqual([]);
        for (const factor of [-2, 0, 1, 2 + 2e-7]) {
          expect(failed(checkGradient(scaled(factor), numbers(x), { mode }))).toContain(
            "differences",
          );
        }
      });
    },
  );

  test("is found however small the gradient is, down to rounding", () => {
    scope(() => {
      const tiny = (y: Operand): Operand => ops.mul(scaled(2.01)(y), 1e-10);
      expect(failed(checkGradient(tiny, numbers(x)))).toContain("differences");
    });
  });

  test("is found where it reads its cotangent twice", () => {
    scope(() => {
      const twice = withRule(square, ({ cotangent }, o) => [o.square(cotangent)]);
      expect(failed(checkGradient(twice, numbers(x)))).toContain("linear");
    });
  });

  test("is found where the composition says something else", () => {
    scope(() => {
      const two = withRule(
        square,
        ({ inputs: [y], cotangent }, o) => [o.mul(o.mul(cotangent, y), 2)],
        ([y], _, o) => o.mul(y, y.value),
      );
      const report = checkGradient(two, numbers(x));
      expect(failed(report)).toContain("recorded");
      expect(failed(report)).not.toContain("differences");
    });
  });

  test("is found where it depends on what else is wanted", () => {
    scope(() => {
      const choosy = withRule(mul, ({ inputs: [a, b], cotangent, wants }, o) => [
        wants[1] ? o.mul(cotangent, b) : cotangent,
        o.mul(cotangent, a),
      ]);
      const f = ({ a, b }: { a: Operand; b: Operand }): Operand => choosy(a, b);
      expect(failed(checkGradient(f, { a: numbers(x), b: numbers(x) }))).toEqual(["defined"]);
    });
  });

  test("is found where it forgets an operand", () => {
    scope(() => {
      const half = withRule(mul, ({ inputs: [, b], cotangent }, o) => [o.mul(cotangent, b), null]);
      const f = ({ a, b }: { a: Operand; b: Operand }): Operand => half(a, b);
      const report = checkGradient(f, { a: numbers(x), b: numbers(x) });
      expect(report.worst?.input).toBe("b");
      expect(report.guilty).toMatchObject({ operator: "mul", operand: "b" });
    });
  });

  test("is found where it is not a number", () => {
    scope(() => {
      const report = checkGradient(
        withRule(square, ({ inputs: [y] }, o) => [o.mul(y, NaN)]),
        numbers(x),
      );
      expect(failed(report)).toEqual(expect.arrayContaining(["differences", "defined"]));
    });
  });

  test("is found where it has another shape, in the words of the tape", () => {
    scope(() => {
      const report = checkGradient(
        withRule(square, () => [numbers([1])]),
        numbers(x),
      );
      expect(failed(report)).toEqual(["typed"]);
      expect(String(report)).toContain("must return gradients of its operands' shapes");
    });
  });

  test("is found sooner without an explanation, and so is that there is none", () => {
    scope(() => {
      for (const mode of modes) {
        for (const factor of [2, 2.0001, -2]) {
          const [whole, verdict] = [true, false].map((explain) =>
            checkGradient(scaled(factor), numbers(x), { mode, explain, checks: ["differences"] }),
          );
          expect(verdict.ok).toBe(whole.ok);
        }
        const bent = checkGradient(
          (y: Operand) => ops.relu(y),
          numbers([
            [0, 1],
            [0, -1],
          ]),
          { mode, explain: false },
        );
        expect(bent.ok, String(bent)).toBe(true);
        expect(bent.kinks).toHaveLength(2);
      }
    });
  });

  test("of the second order alone is found at the second order", () => {
    scope(() => {
      // A constant in place of the operand: the same number, with no derivative of its own.
      const frozen = withRule(square, ({ inputs: [y], cotangent }, o) => [
        o.mul(o.mul(cotangent, y.value), 2),
      ]);
      expect(checkGradient(frozen, numbers(x)).ok).toBe(true);
      expect(failed(checkGradient(frozen, numbers(x), { order: 2 }))).toContain("differences");
    });
  });

  test("in one element of ten thousand is found and named", () => {
    scope(() => {
      const ones = numbers(Array.from({ length: 10_000 }, () => 1));
      const off = withRule(square, ({ inputs: [y], cotangent }, o) => {
        const gradient = o.mul(o.mul(cotangent, y), 2);
        const values = Float64Array.from(gradient.value.dataSync());
        return [tensor(values.with(4321, values[4321] * 1.001), { ...at, shape: y.shape })];
      });
      const { wrong } = checkGradient(off, ones, { checks: ["differences"] });
      expect(wrong.map(({ where }) => where)).toEqual(["x[4321]"]);
    });
  });
});

describe("a function that no derivative can be checked of", () => {
  test("is named as such where it is not the same each time", () => {
    scope(() => {
      let calls = 0;
      const f = (x: Operand): Operand => ops.mul(x, 1 + 1e-12 * calls++);
      expect(failed(checkGradient(f, numbers([1, 2])))).toEqual(["deterministic"]);
    });
  });

  test("is named as such where it frees its input", () => {
    scope(() => {
      const f = (x: Operand): Operand => {
        const y = ops.square(x);
        x.value.dispose();
        return y;
      };
      const report = checkGradient(f, numbers([1, 2]));
      expect(report.ok).toBe(false);
      expect(String(report)).toContain("a freed tensor");
    });
  });

  test("is refused in one line where it reads tensors of another type or backend", () => {
    scope(() => {
      const held = tensor([1, 2], { backend: reference });
      expect(() => checkGradient((x: Operand) => ops.mul(x, held), numbers([1, 2]))).toThrow(
        /^checkGradient: the function must take every tensor that it reads as an input.*float32/,
      );
    });
  });
});
