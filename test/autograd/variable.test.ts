/**
 * @file Variables: what accumulates, what is cut off, what is not recorded.
 */
import { noGrad, variable, Variable } from "@heed/autograd";
import { ops, reference as backend, scope, tensor, type Operand, type Tensor } from "@heed/tensor";
import { expect, test } from "vitest";

const at = { backend, dtype: "float64" } as const;
const leaf = (numbers: number | number[]): Variable => variable(tensor(numbers, at));
const read = (x: Operand | undefined): unknown => x?.value.toArray();

test("backward adds to the gradients that are there", () => {
  scope(() => {
    const x = leaf([1, 2]);
    ops.sum(ops.square(x)).backward();
    expect(read(x.grad)).toEqual([2, 4]);
    ops.sum(ops.mul(x, 10)).backward();
    expect(read(x.grad)).toEqual([12, 14]);
  });
});

test("backward reaches every leaf, and leaves the others without a gradient", () => {
  scope(() => {
    const [x, y, other] = [leaf(2), leaf(3), leaf(4)];
    ops.mul(x, y).backward();
    expect([x, y, other].map(({ grad }) => read(grad))).toEqual([3, 2, undefined]);
  });
});

test("what is detached is a constant", () => {
  scope(() => {
    const x = leaf(3);
    const y = ops.mul(x, ops.square(x).detach());
    y.backward();
    expect(read(x.grad)).toBe(9);
    expect(ops.square(x.detach()).tracked).toBe(false);
  });
});

test("inside noGrad nothing is recorded; after it, also after an error, recording goes on", () => {
  scope(() => {
    const x = leaf(3);
    expect(noGrad(() => ops.square(x)).tracked).toBe(false);
    expect(() =>
      noGrad(() => {
        throw new RangeError("of the body");
      }),
    ).toThrow("of the body");
    expect(noGrad(() => noGrad(() => 1))).toBe(1);
    expect(ops.square(x).tracked).toBe(true);
  });
});

test("a variable among tensors makes variables, tensors among themselves make tensors", () => {
  scope(() => {
    const [x, c] = [leaf([1, 2]), tensor([3, 4], at)];
    expect(ops.add(c, x)).toBeInstanceOf(Variable);
    expect(ops.concat<Operand>([c, x], { axis: 0 })).toBeInstanceOf(Variable);
    expect(ops.add(c, c)).not.toBeInstanceOf(Variable);
    expect(ops.argmax(x).tracked).toBe(false);
  });
});

test("with createGraph the gradient is a variable, to be differentiated in turn", () => {
  scope(() => {
    const x = leaf(2);
    ops.mul(x, ops.square(x)).backward({ createGraph: true });
    const slope = x.grad as Variable;
    expect(read(slope)).toBe(12);
    x.grad = undefined;
    slope.backward();
    expect(read(x.grad)).toBe(12);
  });
});

test("a thousand steps of training leave as much alive as ten", () => {
  using start = tensor([1, -2], at);
  let weights = start.view(start.shape, start.strides);
  const step = () => {
    const next = scope(() => {
      const w = variable(weights);
      ops.sum(ops.square(w)).backward();
      return ops.sub(weights, ops.mul(gradientOf(w), 0.01));
    });
    weights.dispose();
    weights = next;
  };
  for (let i = 0; i < 10; i++) step();
  const after10 = { ...backend.live };
  for (let i = 0; i < 990; i++) step();
  expect(backend.live).toEqual(after10);
  weights.dispose();
});

function gradientOf({ grad }: Variable): Tensor {
  if (grad === undefined) throw new Error("backward has left no gradient");
  return grad.value;
}
