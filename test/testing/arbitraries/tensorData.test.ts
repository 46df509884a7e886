import { HeedError, isFloat, ops, reference, Tensor } from "@heed/tensor";
import { mask, place, placed, tensorOf } from "@heed/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const [data] = fc.sample(tensorOf({ shape: [2, 3] }), 1);
const [hidden] = fc.sample(mask([3]), 1);

test("data is placed in float64 on the reference backend, integers as int32", () => {
  const [x, m, narrow] = [place(data), place(hidden), place(data, { backend: reference })];
  expect([x.dtype, m.dtype, narrow.dtype]).toEqual(["float64", "int32", "float32"]);
  expect([x.backend, m.backend]).toEqual([reference, reference]);
  for (const tensor of [x, m, narrow]) tensor.dispose();
});

test("a property of tensors is one of data, in any tree, and frees all it made", () => {
  const before = { ...reference.live };
  const seen: unknown[] = [];
  const property = placed((tree: { x: Tensor; more: readonly Tensor[] }, n: number, m: Tensor) => {
    seen.push(tree.x.shape, tree.more.length, n, isFloat(m.dtype));
    expect(tree.more.every((tensor) => tensor instanceof Tensor)).toBe(true);
    return Array.from(ops.where(m, tree.x, tree.more[0]).dataSync());
  });
  expect(property({ x: data, more: [data, data] }, 7, hidden)).toEqual(Array.from(data.values));
  expect(seen).toEqual([[2, 3], 2, 7, false]);
  expect(reference.live).toEqual(before);
});

test("a property that throws frees all the same, and one that waits is refused", () => {
  const before = { ...reference.live };
  const throwing = placed((x: Tensor): void => {
    ops.exp(x);
    throw new RangeError("on purpose");
  });
  expect(() => throwing(data)).toThrow("on purpose");
  const waiting = placed(async (x: Tensor) => (await x.data()).length);
  expect(() => waiting(data)).toThrow(HeedError);
  expect(reference.live).toEqual(before);
});
