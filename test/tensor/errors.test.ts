/**
 * @file Errors: one form for all, `<op>: <what must hold>; got <values> (<hint>)`, word for word.
 */
import { variable } from "@heed/autograd";
import {
  applyEagerly,
  BackendError,
  callable,
  compose,
  DerivativeError,
  DisposedError,
  DTypeError,
  HeedError,
  operators,
  ops,
  reference,
  ShapeError,
  tensor,
  zeros,
  type Shape,
  type Tensor,
} from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { monteCarlo } from "../support/monteCarlo.js";

const x = (...shape: number[]): Tensor => zeros(shape, { backend: reference });
const ids = (...shape: number[]): Tensor => zeros(shape, { backend: reference, dtype: "int32" });

/** What a user does, and the line that answers it. */
type Row = readonly [refused: () => unknown, message: string];

const shapeErrors: Row[] = [
  [
    () => ops.matmul(x(2, 3, 4), x(5, 6)),
    "matmul: inner sizes must agree; got a (2, 3, 4) and b (5, 6), 4 ≠ 5",
  ],
  [
    () => ops.matmul(x(3), x(3, 2)),
    "matmul: operands must have at least two axes; got a (3) and b (3, 2) " +
      "(unsqueeze a vector to a matrix of one row or column)",
  ],
  [
    () => ops.add(x(2, 3), x(4)),
    "add: shapes must broadcast; got (2, 3) and (4) (3 ≠ 4 on axis -1)",
  ],
  [
    () => ops.reshape(x(2, 3), { shape: [4, -1] }),
    "reshape: the new shape must hold as many elements; got (2, 3) to (4, -1) (6 elements)",
  ],
  [
    () => ops.permute(x(2, 3), { axes: [0, 0] }),
    "permute: axes must name each axis once; got [0, 0] for (2, 3)",
  ],
  [
    () => ops.slice(x(2, 3), { axis: -1, start: 2, end: 4 }),
    "slice: 0 ≤ start ≤ end ≤ 3 must hold on axis -1; got [2, 4) of (2, 3)",
  ],
  [() => ops.squeeze(x(2, 3), { axis: 0 }), "squeeze: axis 0 must have size 1; got (2, 3)"],
  [
    () => ops.expand(x(2), { shape: [3] }),
    "expand: shapes must broadcast; got (2) and (3) (2 ≠ 3 on axis -1)",
  ],
  [
    () => ops.expand(x(2, 1), { shape: [3] }),
    "expand: the operand must broadcast to the shape; got (2, 1) and (3)",
  ],
  [
    () => ops.sumTo(x(2, 3), { shape: [2, 2, 3] }),
    "sumTo: the shape must broadcast to the operand's; got (2, 2, 3) and (2, 3)",
  ],
  [() => ops.transpose(x(3)), "transpose: the operand must have two axes; got (3)"],
  [
    () => ops.concat([x(2, 3), x(3, 3)], { axis: 1 }),
    "concat: shapes must agree on every axis but 1; got (2, 3), (3, 3)",
  ],
  [
    () => ops.split(x(2, 3), { axis: 1, sizes: [1, 1] }),
    "split: sizes must add up to the 3 of axis 1; got [1, 1]",
  ],
  [
    () => ops.crossEntropy(x(2, 3), ids(3)),
    "crossEntropy: there must be one target for each row of logits, and a class at least; " +
      "got logits (2, 3) and targets (3)",
  ],
  [
    () => ops.gruGates(x(2, 6), x(2, 6), x(2, 3)),
    "gruGates: the projections must be (B, 3H) and the state (B, H); " +
      "got (2, 6), (2, 6) and (2, 3)",
  ],
  [
    () => ops.lstmGates(x(2, 8), x(2, 6), x(2, 2)),
    "lstmGates: the projections must be (B, 4H) and the state (B, H); " +
      "got (2, 8), (2, 6) and (2, 2)",
  ],
  [
    () => ops.additiveScore(x(2, 1, 4), x(2, 3, 4), x(5)),
    "additiveScore: query, keys and energy must be (B, Q, A), (B, S, A) and (A); " +
      "got (2, 1, 4), (2, 3, 4) and (5)",
  ],
  [
    () => ops.crossEntropy(x(2, 3), ids(2), { labelSmoothing: 1 }),
    "crossEntropy: 0 ≤ labelSmoothing < 1 must hold; got 1",
  ],
  [
    () => ops.layerNorm(x(2, 3), x(3), x(1)),
    "layerNorm: gain and bias must be as long as the last axis; got x (2, 3), gain (3), bias (1)",
  ],
  [() => x(-1), "zeros: sizes must be integers ≥ 0; got (-1)"],
  [
    () => tensor([[1, 2], [3]], { backend: reference }),
    "tensor: nested arrays must have equal lengths; got (2) beside (1)",
  ],
  [
    () => tensor([1, 2, 3], { backend: reference, shape: [2, 2] }),
    "tensor: the shape must hold all the elements; got shape (2, 2) and 3 elements (it holds 4)",
  ],
  [() => callable(operators.add)(1, 2), "add: at least one operand must be a tensor; got none"],
  [() => applyEagerly(operators.add, [x(1)], {}, ops), "add: it takes 2 operands (a, b); got 1"],
];

const dtypeErrors: Row[] = [
  [
    () => ops.add(x(1), zeros([1], { backend: reference, dtype: "float64" })),
    "add: operands must have one element type; got float32 and float64",
  ],
  [() => ops.exp(ids(1)), "exp: operands must be floats; got int32"],
  [() => ops.gatherRows(x(2, 3), x(2)), "gatherRows: ids must be int32; got float32"],
  [
    () => ops.scatterRows(ids(2, 3), ids(2), { rows: 2 }),
    "scatterRows: operands must be floats; got int32",
  ],
  [
    () => ops.concat([x(1), ids(1)], { axis: 0 }),
    "concat: operands must have one element type; got float32 and int32",
  ],
];

const others: readonly [kind: typeof HeedError, ...Row][] = [
  [
    BackendError,
    () => ops.add(x(1), zeros([1], { backend: monteCarlo(1) })),
    "add: all operands must be on one backend; got reference and reference " +
      "(move one with `await tensor.to(backend)`)",
  ],
  [
    DerivativeError,
    () => compose(operators.exp, [x(1)], {}, ops),
    "exp: it must name a composition; got an operator with none",
  ],
  [
    DisposedError,
    () => {
      const gone = x(2);
      gone.dispose();
      return ops.exp(gone);
    },
    "tensor: a tensor must be alive to be used; got a freed tensor of shape (2) " +
      "(return it from its scope to keep it)",
  ],
];

const rows = [
  ...shapeErrors.map((row) => [ShapeError, ...row] as const),
  ...dtypeErrors.map((row) => [DTypeError, ...row] as const),
  ...others,
];

describe("what is refused is refused with", () => {
  for (const [kind, refused, message] of rows) {
    test(message, () => {
      const error = thrown(refused);
      expect(error).toBeInstanceOf(kind);
      expect(error).toBeInstanceOf(HeedError);
      expect(error.name).toBe(kind.name);
      expect(error.message).toBe(message);
    });
  }
});

test("an operator's shape rule refuses on the tape as it does without", () => {
  const calls: (readonly [name: keyof typeof operators, shapes: Shape[], attributes: object])[] = [
    ["layerNorm", [[2, 3], [1], [3]], {}],
    ["dropout", [[2]], { rate: 1, seed: 1 }],
    ["sumTo", [[2, 3]], { shape: [3, 2] }],
    ["transpose", [[3]], {}],
  ];
  for (const [name, shapes, attributes] of calls) {
    const call = ops[name] as unknown as (...args: unknown[]) => unknown;
    const refuse = (wrap: (t: Tensor) => unknown) =>
      thrown(() => call(...shapes.map((shape) => wrap(x(...shape))), attributes)).message;
    expect(refuse((t) => variable(t))).toBe(refuse((t) => t));
  }
});

function thrown(refused: () => unknown): Error {
  try {
    refused();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
