/**
 * @file Proof that the laws can fail: derivatives that are wrong on purpose, which a law names.
 */
import { backpropagate } from "@heed/autograd";
import {
  callable,
  defineOp,
  operators,
  ops,
  reference,
  scope,
  tensor,
  type Algebra,
  type AnyOperator,
  type Operand,
  type VjpContext,
} from "@heed/tensor";
import {
  adjointness,
  chainRule,
  checkpointing,
  homogeneity,
  linearity,
  paddingInvariance,
  permutationEquivariance,
  shiftInvariance,
  stretching,
  type LawMiss,
} from "@heed/testing";
import { describe, expect, test } from "vitest";

const at = { backend: reference, dtype: "float64" } as const;
const operand = (numbers: number[] | number[][]): Operand => tensor(numbers, at);
const row = (): Operand => operand([0.5, -1, 2, 0.25]);

type Rule = (context: VjpContext<object>, ops: Algebra) => (Operand | null)[];

/** An operator of one operand with another derivative, as a function. */
function withRule(operator: AnyOperator, vjp: Rule): (x: Operand) => Operand {
  const wrong = callable(defineOp({ ...operator, vjp }));
  return (x) => (wrong as unknown as (x: Operand) => Operand)(x);
}

/** What the law says: which of its equations, and of what. */
function said(law: () => LawMiss | undefined): string | undefined {
  const miss = scope(law);
  return miss && `${miss.law}: ${miss.of}`;
}

describe("a law is broken by", () => {
  test("a function that does not keep to it", () => {
    expect(said(() => linearity((x: Operand) => ops.square(x), row()))).toBe(
      "f(2x − 3z) = 2 f(x) − 3 f(z): values",
    );
    expect(said(() => homogeneity((x: Operand) => ops.square(x), row(), 1))).toBe(
      "f(λx) = λ^1 f(x): values",
    );
    expect(said(() => shiftInvariance((x) => ops.exp(x), row()))).toBe("f(x + c) = f(x): values");
    expect(
      said(() =>
        permutationEquivariance(
          (x: Operand) => ops.slice(x, { axis: 0, start: 1, end: 4 }),
          row(),
          {
            inputs: { "": 0 },
            order: [3, 0, 2, 1],
          },
        ),
      ),
    ).toBe("f(P x) = Q f(x): values");
  });

  test("a fused operator whose rule is not that of its composition: adjointness", () => {
    const wrong = withRule(
      {
        ...(operators.logSoftmax as AnyOperator),
        composition: ([x], _, o) => o.sub(x, o.logSumExp(x, { axes: [-1], keepDims: true })),
      },
      ({ cotangent }) => [cotangent],
    );
    expect(said(() => adjointness(wrong, row()))).toBe("⟨u, J t⟩ = ⟨Jᵀ u, t⟩: derivatives");
  });

  test("a rule that is not the same the second time: the chain rule", () => {
    let uses = 0;
    const restless = withRule(operators.square, ({ cotangent }, o) => [o.mul(cotangent, ++uses)]);
    const after = (y: Operand) => ops.mul(y, ops.tanh(y));
    expect(said(() => chainRule(restless, after, row()))).toBe(
      "J_{g∘f}ᵀ u = J_fᵀ (J_gᵀ u): derivatives",
    );
  });

  test("a function that is not the same the second time: checkpointing", () => {
    let calls = 0;
    const restless = (x: Operand) => ops.mul(x, ++calls);
    expect(said(() => checkpointing(restless, row()))).toBe("checkpoint(f)(x) = f(x): values");
    let uses = 0;
    const later = withRule(operators.square, ({ cotangent }, o) => [o.mul(cotangent, ++uses)]);
    expect(said(() => checkpointing(later, row()))).toBe("∇ checkpoint(f) = ∇ f: derivatives");
  });

  test("a dropped factor: Euler", () => {
    const wrong = withRule(operators.square, ({ cotangent, inputs: [x] }, o) => [
      o.mul(cotangent, x),
    ]);
    expect(said(() => homogeneity(wrong, row(), 2))).toBe("J(x) x = 2 f(x): derivatives");
  });

  test("a transposed gradient: linearity", () => {
    const W = operand([
      [1, 2],
      [3, 4],
    ]);
    const times = withRule(
      { ...(operators.transpose as AnyOperator), composition: ([x], _, o) => o.matmul(x, W) },
      ({ cotangent }, o) => [o.matmul(cotangent, W)],
    );
    const square = operand([
      [1, -2],
      [0.5, 3],
    ]);
    const linear = (x: Operand) => times(x);
    expect(said(() => adjointness(linear, square))).toMatch(/derivatives/);
    // Without a composition, its rule is all that is known of it.
    const alone = withRule(
      { ...(operators.exp as AnyOperator), forward: (_, [x]) => ops.matmul(x, W.value) },
      ({ cotangent }, o) => [o.matmul(cotangent, W)],
    );
    expect(said(() => linearity(alone, square))).toBe("J(x) z = f(z): derivatives");
  });

  test("a softmax whose rule lost its sum: shift invariance", () => {
    const wrong = withRule(operators.softmax, ({ cotangent, output }, o) => [
      o.mul(cotangent, output),
    ]);
    expect(said(() => shiftInvariance(wrong, row()))).toBe("Σ Jᵀu = 0: derivatives");
  });

  test("a gradient that is one place off: permutation equivariance", () => {
    const wrong = withRule(operators.exp, ({ cotangent, output }, o) => {
      const [first, rest] = o.split(o.mul(cotangent, output), { axis: 0, sizes: [1, 3] });
      return [o.concat([rest, first], { axis: 0 })];
    });
    const axes = { inputs: { "": 0 }, result: 0, order: [2, 0, 3, 1] };
    expect(said(() => permutationEquivariance(wrong, row(), axes))).toBe(
      "J(P x)ᵀ Q u = P J(x)ᵀ u: derivatives",
    );
  });

  test("a mask that only makes padding small, and one that forgets the gradient: padding", () => {
    const words = tensor([1, 1, 0, 1], { backend: reference, dtype: "int32" });
    const total = (fill: number) => (x: Operand) =>
      ops.sum(ops.mul(ops.softmax(ops.where(words, x, fill)), 3));
    const leaky = (x: Operand) => ops.sum(ops.where(words, x, ops.mul(x, 1e-9)));
    expect(said(() => paddingInvariance(total(-Infinity), row(), { "": words }))).toBeUndefined();
    expect(said(() => paddingInvariance(leaky, row(), { "": words }))).toBe("f(x) = f(z): values");
    const careless = withRule(
      { ...(operators.exp as AnyOperator), forward: (_, [x]) => ops.where(words, x, 0) },
      ({ cotangent }) => [cotangent],
    );
    expect(said(() => paddingInvariance(careless, row(), { "": words }))).toBe(
      "J(x)ᵀ u = 0 in padding: derivatives",
    );
  });

  test("a gradient that is not summed back: stretching", () => {
    const forgetful = callable(
      defineOp({
        ...(operators.add as AnyOperator),
        vjp: ({ cotangent, inputs }, o) =>
          inputs.map(({ shape }) =>
            shape.length === 2
              ? cotangent
              : o.reshape(o.slice(cotangent, { axis: 0, start: 0, end: 1 }), { shape }),
          ),
      }),
    ) as unknown as typeof ops.add;
    const sum = ({ a, b }: { a: Operand; b: Operand }) => forgetful(a, b);
    const inputs = {
      a: operand([
        [1, 2],
        [3, 4],
      ]),
      b: operand([5, 6]),
    };
    expect(said(() => stretching(sum, inputs, { b: [2, 2] }))).toBe(
      "J(x)ᵀ u = Eᵀ J(E x)ᵀ u: derivatives",
    );
  });
});

test("a miss says where, both numbers, and how far rounding reaches", () => {
  scope(() => {
    const wrong = withRule(operators.square, ({ cotangent, inputs: [x] }, o) => [
      o.mul(cotangent, x),
    ]);
    const miss = homogeneity(wrong, row(), 2);
    expect(miss?.where).toMatch(/^tangent\[\d\]$/);
    expect((miss?.left ?? NaN) * 2).toBe(miss?.right);
    expect(miss?.tolerance).toBeLessThan(1e-12);
    expect(String(miss)).toMatch(
      /^J\(x\) x = 2 f\(x\) does not hold of the derivatives: tangent\[\d\] is .* on the left and .* on the right \(± .*e-1\d\)$/,
    );
  });
});

test("a law leaves nothing alive, and the gradients of others alone", () => {
  using x = tensor([0.5, 1], at);
  const before = { ...reference.live };
  adjointness((y: Operand) => ops.softmax(y), x);
  checkpointing((y: Operand) => ops.softmax(y), x);
  expect(reference.live).toEqual(before);
  expect(backpropagate([x], [x], [])).toEqual([]);
});
