/**
 * @file Threads: what is computed does not depend on how many compute it, to the last bit. Cases are
 * so large that kernels are cut among the threads.
 */
import {
  apply,
  createSimd,
  ops,
  operators,
  Random,
  scope,
  sizeOf,
  Tensor,
  type AnyOperator,
  type Backend,
  type Domain,
  type Draw,
  type Operand,
  type Shape,
} from "@heed/tensor";
import { fc, test as property } from "@fast-check/vitest";
import { afterAll, describe, expect, test } from "vitest";

const alone = createSimd();
const crew = createSimd({ threads: 3 });
afterAll(() => crew.close());

/** Sizes of a rank: no multiple of a register, a line or a tile. */
const sizes: Readonly<Record<number, Shape>> = {
  0: [],
  1: [97],
  2: [67, 131],
  3: [17, 37, 131],
};

const draw: Draw = {
  integer: (low, high) => Math.min(high, low + 20),
  shape: (minRank, maxRank) => [...sizes[Math.max(minRank, Math.min(maxRank, 3))]],
  pick: ([first]) => first,
  broadcastable: (shape) => shape.slice(1),
};

function numberOf(domain: Domain, random: Random, i: number): number {
  if (typeof domain === "object") return random.integer(0, domain.indexBelow - 1);
  switch (domain) {
    case "mask":
      return random.integer(0, 1);
    case "distinct":
      return ((i * 7919) % 100_003) / 1000;
    case "positive":
    case "nonzero":
      return 0.5 + random.uniform();
    case "real":
      return random.normal();
  }
}

function tensorOn(backend: Backend, shape: Shape, domain: Domain): Tensor {
  const random = new Random(sizeOf(shape));
  const dtype = domain === "mask" || typeof domain === "object" ? "int32" : "float32";
  const elements = new Float32Array(sizeOf(shape)).map((_, i) => numberOf(domain, random, i));
  return new Tensor(backend.allocate(dtype, elements.length, elements), shape);
}

/** The bytes of what an operator makes of its large case. */
function resultsOn(backend: Backend, operator: AnyOperator): Buffer {
  const { inputs, attributes = {} } = operator.sample(draw);
  return scope(() => {
    const operands = inputs.map(({ shape, domain }) => tensorOn(backend, shape, domain));
    return Buffer.concat(apply(operator, operands, attributes, ops).map(bytesOf));
  });
}

function bytesOf(x: Operand): Buffer {
  const { storage } = ops.contiguous(x).value;
  return Buffer.from(storage.backend.readSync(storage).buffer);
}

describe("three threads give the bits that one gives", () => {
  test.each(Object.entries(operators as Record<string, AnyOperator>))("of %s", (_, operator) => {
    const expected = resultsOn(alone, operator);
    expect(expected.length).toBeGreaterThan(0);
    expect(resultsOn(crew, operator).equals(expected)).toBe(true);
  });

  const products: Readonly<Record<string, [a: Shape, b: Shape, transposed: boolean]>> = {
    "of a wide product": [[67, 301], [301, 517], false],
    "of a tall product": [[517, 301], [301, 67], false],
    "of a product with a transposed matrix": [[67, 301], [517, 301], true],
    "of many small products": [[97, 9, 33], [97, 33, 41], false],
    "of many products with few rows": [[97, 1, 65], [97, 65, 83], false],
  };
  test.each(Object.entries(products))("%s", (_, [a, b, transposed]) => {
    const [first, second] = [alone, crew].map((backend) =>
      scope(() => {
        const [left, right] = [a, b].map((shape) => tensorOn(backend, shape, "real"));
        return bytesOf(ops.matmul(left, transposed ? ops.transpose(right) : right));
      }),
    );
    expect(second.equals(first)).toBe(true);
  });
});

const deeds = ["write", "multiply", "add", "bend", "total", "free", "read"] as const;

/** Something that happens to a list of matrices; indices count around. */
interface Event {
  readonly does: (typeof deeds)[number];
  readonly a: number;
  readonly b: number;
}

const event: fc.Arbitrary<Event> = fc.record({
  does: fc.constantFrom(...deeds),
  a: fc.nat(),
  b: fc.nat(),
});

/** So large that products are cut, and so small that what is queued before them is still there. */
const n = 96;

/** A matrix unlike those of other seeds: what is written too early must not go unnoticed. */
function uploaded(backend: Backend, seed: number): Tensor {
  const elements = Float32Array.from({ length: n * n }, (_, i) => Math.sin(i + seed));
  return new Tensor(backend.allocate("float32", elements.length, elements), [n, n]);
}

/** The bytes of all that is read, and of what is left at the end. */
function play(backend: Backend, events: readonly Event[]): Buffer {
  const list = [uploaded(backend, 0)];
  const read: Buffer[] = [];
  for (const { does, a, b } of events) {
    const [x, y] = [list[a % list.length], list[b % list.length]];
    if (does === "write") list.push(uploaded(backend, a));
    if (does === "multiply") list.push(scope(() => ops.tanh(ops.matmul(x, y)).value));
    if (does === "add") list.push(ops.add(x, ops.transpose(y)).value);
    if (does === "bend") list.push(ops.sigmoid(x).value);
    if (does === "total") list.push(scope(() => ops.add(y, ops.sum(x, { axes: [0] })).value));
    if (does === "read") read.push(bytesOf(x));
    if (does === "free" && list.length > 1) list.splice(a % list.length, 1)[0].dispose();
  }
  const left = list.map(bytesOf);
  for (const x of list) x.dispose();
  return Buffer.concat([...read, ...left]);
}

property.prop([fc.array(event, { maxLength: 80, size: "max" })])(
  "whatever is asked for, freed, written and read meanwhile, they give the bits that one gives",
  (events) => {
    const [first, second] = [alone, crew].map((backend) => play(backend, events));
    expect(second.equals(first)).toBe(true);
  },
);

test("a weight that is freed takes its packed form with it, and another in its place has its own", () => {
  const x = tensorOn(crew, [64, 128], "real");
  const products = [1, 2].map((factor) =>
    scope(() => {
      const w = ops.mul(tensorOn(crew, [128, 256], "real"), factor).value;
      ops.matmul(x, w);
      return ops.sum(ops.matmul(x, w)).value;
    }),
  );
  expect(products[1].item()).toBeCloseTo(2 * products[0].item(), 3);
});

test.each([0, -1, 1.5, Number.NaN])("there are no %d threads", (threads) => {
  expect(() => createSimd({ threads })).toThrow(/simd: threads must be a positive integer; got/);
});

test("when the threads have ended, the caller works alone", async () => {
  const backend = createSimd({ threads: 2 });
  const before = resultsOn(backend, operators.additiveScore);
  await backend.close();
  expect(resultsOn(backend, operators.additiveScore).equals(before)).toBe(true);
});
