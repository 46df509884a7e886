import { reference, sizeOf, tensor, type Tensor } from "@heed/tensor";
import {
  layout,
  literalOf,
  place,
  rowMajor,
  stridedView,
  tensorOf,
  tensorsOf,
  viewKinds,
  type TensorData,
  type ViewKind,
} from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../../support/backends.js";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";
import { valueOf } from "./valueOf.js";

const anyShape = { minSize: 0, maxRank: 4 };

for (const [name, backend] of Object.entries(builds)) {
  test(`${name}: a view shows its values, and frees all it holds`, async () => {
    await fc.assert(
      fc.asyncProperty(tensorOf({ shape: anyShape }), async (data) => {
        const before = { ...backend.live };
        const x = place(data, { backend });
        expect(x.shape).toEqual(data.shape);
        expect(x.dtype).toBe("float32");
        expect(Array.from(await x.data())).toEqual(Array.from(data.values));
        x.dispose();
        expect(backend.live).toEqual(before);
      }),
      runs(100),
    );
  });
}

/** Of which kinds a view is, by its strides and its storage alone. */
function kindsSeen(x: Tensor): Set<ViewKind> {
  const steps = x.strides.map((stride, d) => ({ d, stride, extent: x.shape[d] }));
  const long = steps.filter(({ extent }) => extent > 1);
  const held = long.filter(({ stride }) => stride !== 0);
  const descending = held.every(
    ({ stride }, i) => i === 0 || Math.abs(stride) < Math.abs(held[i - 1].stride),
  );
  const seen = new Set<ViewKind>();
  if (long.some(({ stride }) => stride === 0)) seen.add("expanded");
  if (long.some(({ stride }) => stride < 0)) seen.add("flipped");
  if (!descending) seen.add("transposed");
  if (x.storage.length > held.reduce((size, { extent }) => size * extent, 1)) seen.add("sliced");
  return seen;
}

describe("a strided view", () => {
  test.each(viewKinds)("is of the kind that is wanted, and of no other: %s", (kind) => {
    const shape = [3, 2];
    for (const data of sample(stridedView({ shape, views: [kind] }), 200)) {
      const x = place(data);
      expect(x.isRowMajor && x.storage.length === x.size).toBe(false);
      const seen = kindsSeen(x);
      // Cells before, after or between those that are shown.
      const gaps: readonly ViewKind[] = ["offset", "stepped"];
      expect([...seen]).toEqual([gaps.includes(kind) ? "sliced" : kind]);
      if (kind === "offset") expect(x.offset > 0 && x.isRowMajor).toBe(true);
      x.dispose();
    }
  });

  test("of all kinds is of each at times, and of several", () => {
    const tensors = sample(stridedView({ shape: [3, 2] }), 500).map((data) => place(data));
    const seen = tensors.map(kindsSeen);
    for (const kind of ["expanded", "flipped", "transposed", "sliced"] as const) {
      expect(seen.filter((kinds) => kinds.has(kind)).length).toBeGreaterThan(50);
    }
    expect(seen.filter(({ size }) => size >= 3).length).toBeGreaterThan(20);
    for (const x of tensors) x.dispose();
  });

  test("shows no cell of the rest of its storage, which no result survives", () => {
    fc.assert(
      fc.property(stridedView({ views: ["offset", "sliced", "stepped"] }), (data) => {
        const x = place(data);
        const all = Array.from(reference.readSync(x.storage));
        expect(all.filter(Number.isNaN)).toHaveLength(all.length - x.size);
        expect(x.dataSync().some(Number.isNaN)).toBe(false);
        x.dispose();
      }),
      runs(100),
    );
  });

  test("has one value along an expanded axis", () => {
    for (const { values } of sample(stridedView({ shape: [3], views: ["expanded"] }), 20)) {
      expect(new Set(values).size).toBe(1);
    }
  });

  test("shrinks to a view still, of one kind", () => {
    for (const { shape, layout } of smallest(stridedView({ shape: [2, 3] }), () => true)) {
      expect(layout).not.toEqual(rowMajor(shape));
      const places = layout.axes.map(({ before, after, step }) => before + after + step - 1);
      const flags = layout.axes.flatMap(({ flipped, expanded }) => [flipped, expanded]);
      const swapped = layout.order[0] === 1;
      expect([layout.offset, ...places, ...flags, swapped].map(Number).toSorted()).toEqual([
        ...Array<number>(7).fill(0),
        1,
      ]);
    }
  });

  test("must be of some kind", () => {
    const message = "stridedView: there must be a kind of view that its domain allows; got none";
    const all = stridedView({ shape: [2], domain: "distinct", views: ["expanded"] });
    expect(() => fc.sample(all, 1)).toThrow(message);
    expect(() => fc.sample(stridedView({ views: [] }), 1)).toThrow(message);
  });

  test("of distinct values is never expanded, and values are distinct across operands", () => {
    const pair = tensorsOf([
      { shape: [2, 2], domain: "distinct" },
      { shape: [3], domain: "real" },
      { shape: [3], domain: "distinct" },
    ]);
    for (const [a, b, c] of sample(pair, 200)) {
      const sorted = [...a.values, ...c.values].sort((x, y) => x - y);
      expect(sorted.every((x, i) => i === 0 || x - sorted[i - 1] >= 0.05)).toBe(true);
      expect(b.values).toHaveLength(3);
      expect([...a.layout.axes, ...c.layout.axes].some(({ expanded }) => expanded)).toBe(false);
    }
  });
});

describe("a tensor", () => {
  test("shrinks to a small shape, row-major, of simple values", () => {
    for (const { shape, values, layout } of smallest(tensorOf({ shape: anyShape }), () => true)) {
      expect([shape, Array.from(values), layout]).toEqual([[], [0], rowMajor([])]);
    }
    const wide = smallest(tensorOf({ domain: "positive" }), ({ shape }) => shape.at(-1) === 3);
    for (const data of wide) {
      expect(literalOf(data)).toBe('tensor([1, 1, 1], { backend: reference, dtype: "float64" })');
    }
    const large = smallest(tensorOf({ shape: [2, 2] }), ({ values }) => values[2] > 1.25);
    for (const data of large) {
      expect(literalOf(data)).toBe(
        'tensor([[0, 0], [2, 0]], { backend: reference, dtype: "float64" })',
      );
    }
  });

  test("is a view in the end only where that is wanted, and as simple a one as is", () => {
    const flipped = ({ layout }: TensorData) => layout.axes.some((axis) => axis.flipped);
    for (const { shape, layout } of smallest(tensorOf(), flipped)) {
      expect(shape.every((extent) => extent === 1)).toBe(true);
      expect(layout.axes.filter((axis) => axis.flipped)).toHaveLength(1);
      const axes = layout.axes.map((axis) => ({ ...axis, flipped: false }));
      expect({ ...layout, axes }).toEqual(rowMajor(shape));
    }
  });

  test("of no kind of view lies row-major", () => {
    for (const data of sample(tensorOf({ views: [] }), 50)) {
      expect(data.layout).toEqual(rowMajor(data.shape));
    }
    expect(sample(layout([2, 3], []), 1)).toEqual([rowMajor([2, 3])]);
  });

  test("is printed as the TypeScript that makes it", () => {
    fc.assert(
      fc.property(tensorOf({ shape: anyShape }), tensorOf({ domain: "mask" }), (...both) => {
        for (const data of both) {
          const made = valueOf(fc.stringify(data), { tensor, reference }) as Tensor;
          const meant = place(data);
          for (const part of ["shape", "strides", "offset", "dtype"] as const) {
            if (sizeOf(meant.shape) > 0) expect(made[part]).toEqual(meant[part]);
          }
          expect(made.shape).toEqual(meant.shape);
          expect(made.dataSync()).toEqual(meant.dataSync());
          if (sizeOf(meant.shape) > 0) expect(made.storage.length).toBe(meant.storage.length);
          made.dispose();
          meant.dispose();
        }
      }),
      runs(200),
    );
  });

  test("with other values prints those", () => {
    const [data] = sample(tensorOf({ shape: [2], views: [] }), 1);
    const moved = { ...data, values: new Float64Array([5, -0]) };
    expect(fc.stringify(moved)).toBe('tensor([5, -0], { backend: reference, dtype: "float64" })');
  });
});
