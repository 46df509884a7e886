/**
 * @file Faults of one call that a rule makes: another operator in its place, an operand left out,
 * one element taken where all should be summed.
 */
import {
  isFloat,
  ops,
  sameShape,
  sizeOf,
  tensor,
  type AnyOperator,
  type Operand,
} from "@heed/tensor";
import { fault, unlessSame, type CallFault } from "./callFault.js";
import { carryOut } from "./calls.js";
import { shifted, slightly, transposed } from "./gradientFaults.js";
import type { MutationKind } from "./mutationKind.js";
import { mirrored } from "./savedValues.js";

/** All ways to get calls of an operator wrong. */
export function callFaultsOf({ name }: AnyOperator): readonly CallFault[] {
  return [...ofEveryOperator, ...(ofOperators[name] ?? [])];
}

/** One result wrong, the others as they are. */
function eachResult(
  kind: MutationKind,
  how: string,
  wrong: (result: Operand) => Operand | undefined,
): CallFault[] {
  return [0, 1, 2].map((i) =>
    fault(kind, i === 0 ? how : `result ${i + 1} ${how}`, ({ results }) =>
      i < results.length && isFloat(results[i].dtype)
        ? results.map((result, j) => (i === j ? wrong(result) : result))
        : undefined,
    ),
  );
}

const ofEveryOperator: readonly CallFault[] = [
  ...eachResult("sign", "negated", (result) => ops.neg(result)),
  ...eachResult("factor", "too large by 1e-6", (result) => ops.mul(result, slightly)),
  ...eachResult("off by one", "shifted by one", (result) => shifted(result, ops)),
  fault("exchanged", "its results exchanged", ({ results }) =>
    results.length > 1 && results.every(({ shape }) => sameShape(shape, results[0].shape))
      ? [...results].reverse()
      : undefined,
  ),
  unlessSame(
    fault("wrong function", "left out", ({ operands: [x, other], results: [{ shape }] }) =>
      other === undefined && typeof x !== "number" && sameShape(x.shape, shape) ? [x] : undefined,
    ),
  ),
  fault("wrong attribute", "its attributes forgotten", (call) => {
    if (Object.keys(call.attributes).length === 0) return undefined;
    try {
      return carryOut({ ...call, attributes: {} });
    } catch (error) {
      // It cannot do without them.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }),
  unlessSame(
    fault("wrong axis", "along the axis before", (call) => {
      const { attributes } = call;
      if ("axis" in attributes && typeof attributes.axis === "number") {
        return carryOut({ ...call, attributes: { ...attributes, axis: attributes.axis - 1 } });
      }
      if (!("axes" in attributes) || !Array.isArray(attributes.axes)) return undefined;
      const axes = (attributes.axes as number[]).map((axis) => axis - 1);
      return carryOut({ ...call, attributes: { ...attributes, axes } });
    }),
  ),
];

/** One operand alone. */
function only(kind: MutationKind, kept: number, dropped: string): CallFault {
  return fault(kind, `${dropped} left out`, ({ operands }) => [operands[kept]]);
}

/** Another operator of the same operands and attributes. */
function instead(kind: MutationKind, name: keyof typeof ops): CallFault {
  const call = ops[name] as (...args: unknown[]) => Operand;
  return fault(kind, `${name} instead`, ({ operands, attributes }) => [
    call(...operands, attributes),
  ]);
}

/** One operand spoilt. */
function withOperand(
  kind: MutationKind,
  name: string,
  i: number,
  spoil: (operand: Operand) => Operand | undefined,
): CallFault {
  return fault(kind, name, (call) => {
    const operand = call.operands[i];
    if (typeof operand === "number") return undefined;
    const spoilt = spoil(operand);
    return spoilt && carryOut({ ...call, operands: call.operands.with(i, spoilt) });
  });
}

/** Attributes changed. */
function withAttributes(
  kind: MutationKind,
  name: string,
  change: (attributes: Readonly<Record<string, number>>) => Readonly<Record<string, number>>,
): CallFault {
  return fault(kind, name, (call) => {
    const attributes = call.attributes as Readonly<Record<string, number>>;
    return carryOut({ ...call, attributes: { ...attributes, ...change(attributes) } });
  });
}

const operandsExchanged = fault("exchanged", "its operands exchanged", (call) =>
  carryOut({ ...call, operands: [...call.operands].reverse() }),
);

const partsExchanged = fault("exchanged", "its parts in reverse order", (call) =>
  call.operands.length > 1
    ? carryOut({ ...call, operands: [...call.operands].reverse() })
    : undefined,
);

const rowsForColumns = fault("transposed", "its rows for its columns", ({ results }) => {
  return results.map((result) => transposed(result, ops));
});

const firstForSum = unlessSame(
  fault("missing un-broadcast", "the first for the sum", (call) => {
    const [x] = call.operands as readonly Operand[];
    const [{ shape }] = call.results;
    // Axes that are missing from the result, or 1 there.
    const { axes = x.shape.map((_, d) => d) } = call.attributes as { axes?: readonly number[] };
    const lead = x.shape.length - shape.length;
    const reduced = x.shape.map((extent, d) =>
      call.operator.name === "sumTo"
        ? d < lead || shape[d - lead] < extent
        : axes.includes(d) || axes.includes(d - x.shape.length),
    );
    let first = x;
    reduced.forEach((isReduced, axis) => {
      if (isReduced) first = ops.slice(first, { axis, start: 0, end: 1 });
    });
    return [first];
  }),
);

const meanForSum = unlessSame(
  fault("mean for sum", "the mean for the sum", ({ operands, results }) => {
    const [x] = operands as readonly Operand[];
    return [ops.mul(results[0], sizeOf(results[0].shape) / sizeOf(x.shape))];
  }),
);

const sumForMean = unlessSame(
  fault("mean for sum", "the sum for the mean", ({ operands, results }) => {
    const [x] = operands as readonly Operand[];
    return [ops.mul(results[0], sizeOf(x.shape) / sizeOf(results[0].shape))];
  }),
);

/** One where there should be many: the other elements of what is stretched are 0. */
const firstOfStretched = unlessSame(
  fault("missing un-broadcast", "only the first filled in", (call) => {
    const [x] = call.operands as readonly Operand[];
    const [{ shape }] = call.results;
    const lead = shape.length - x.shape.length;
    let padded = ops.reshape(x, { shape: [...shape.slice(0, lead).map(() => 1), ...x.shape] });
    shape.forEach((extent, axis) => {
      const after = extent - padded.shape[axis];
      if (after > 0) padded = ops.pad(padded, { axis, before: 0, after });
    });
    return [padded];
  }),
);

/** Of several rows that one index names only the last: a store where there should be an addition. */
const lastOfRows = fault("dropped accumulation", "the last for the sum", (call) => {
  const [x, ids] = call.operands as readonly Operand[];
  const rows = Array.from(ids.value.dataSync());
  const isLast = rows.map((row, i) => (rows.lastIndexOf(row) === i ? 1 : 0));
  const { backend } = x.value;
  const mask = tensor(isLast, { backend, dtype: x.dtype, shape: [...ids.shape, 1] });
  return carryOut({ ...call, operands: [ops.mul(x, mask), ids] });
});

const dropped = "dropped factor";
const lost = "dropped term";

/** What can be got wrong with one operator and no other, by its name. */
const ofOperators: Readonly<Record<string, readonly CallFault[]>> = {
  add: [only(lost, 1, "a"), only(lost, 0, "b")],
  sub: [only(lost, 0, "b"), instead("sign", "add"), operandsExchanged],
  mul: [only(dropped, 1, "a"), only(dropped, 0, "b")],
  div: [only(dropped, 0, "b"), instead("wrong function", "mul"), operandsExchanged],
  pow: [only(dropped, 0, "b"), operandsExchanged],
  greater: [operandsExchanged, only("wrong mask", 0, "comparison")],
  equal: [fault("wrong mask", "inverted", ({ results: [y] }) => [ops.sub(1, y)])],
  maximum: [instead("wrong function", "minimum"), only(lost, 0, "b")],
  minimum: [instead("wrong function", "maximum"), only(lost, 0, "b")],
  where: [
    withOperand("wrong mask", "its mask inverted", 0, mirrored),
    only("wrong mask", 1, "mask and b"),
    only("wrong mask", 2, "mask and a"),
  ],
  sum: [firstForSum, meanForSum],
  sumTo: [firstForSum, meanForSum],
  mean: [sumForMean],
  expand: [firstOfStretched],
  permute: [rowsForColumns],
  transpose: [fault("transposed", "left out", ({ operands }) => operands)],
  reshape: [rowsForColumns],
  matmul: [
    withOperand("transposed", "a transposed", 0, (a) => transposed(a, ops)),
    withOperand("transposed", "b transposed", 1, (b) => transposed(b, ops)),
    operandsExchanged,
  ],
  slice: [
    withAttributes("off by one", "one place early", ({ start, end }) => ({
      start: start - 1,
      end: end - 1,
    })),
    withAttributes("off by one", "one place late", ({ start, end }) => ({
      start: start + 1,
      end: end + 1,
    })),
  ],
  pad: [
    withAttributes("off by one", "one place early", ({ before, after }) => ({
      before: before - 1,
      after: after + 1,
    })),
    withAttributes("off by one", "one place late", ({ before, after }) => ({
      before: before + 1,
      after: after - 1,
    })),
  ],
  concat: [partsExchanged],
  stack: [partsExchanged],
  gatherRows: [withOperand("wrong mask", "its indices mirrored", 1, mirrored)],
  scatterRows: [withOperand("wrong mask", "its indices mirrored", 1, mirrored), lastOfRows],
  oneHot: [withOperand("wrong mask", "its indices mirrored", 0, mirrored)],
  maskBits: [
    withOperand("wrong mask", "its mask inverted", 1, mirrored),
    only("wrong mask", 0, "mask"),
    withAttributes(dropped, "its scale left out", () => ({ scale: 1 })),
  ],
};
