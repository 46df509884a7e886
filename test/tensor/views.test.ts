/**
 * @file Views against what a tensor is in mathematics: a shape and a function from indices to
 * numbers. Random chains of views are taken of both, and must show the same.
 */
import { ops, sizeOf, tensor, type Backend, type Shape, type Tensor } from "@heed/tensor";
import { permutation, shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { indexAt, rank, tabulate } from "../support/indices.js";
import { runs } from "../support/runs.js";

/** A tensor in mathematics. */
interface Model {
  shape: Shape;
  at: (index: readonly number[]) => number;
}

interface Real {
  tensor: Tensor;
}

/** What a step does to both; `undefined` where it cannot be taken from this shape. */
interface Step {
  readonly words: string;
  readonly model: Model;
  readonly real: (x: Tensor) => Tensor;
}

/** More axes than these could lie in more separate strides than a copy can walk. */
const maxRank = 5;

/** A step that is planned when it is known from which shape it is taken. */
class ViewCommand implements fc.AsyncCommand<Model, Real> {
  readonly #plan: (model: Readonly<Model>) => Step | undefined;
  #words = "";

  constructor(plan: (model: Readonly<Model>) => Step | undefined) {
    this.#plan = plan;
  }

  check(model: Readonly<Model>): boolean {
    return this.#plan(model) !== undefined;
  }

  async run(model: Model, real: Real): Promise<void> {
    const step = this.#plan(model);
    if (step === undefined) throw new Error("run without its check");
    this.#words = step.words;
    const before = real.tensor;
    real.tensor = step.real(before);
    before.dispose();
    Object.assign(model, step.model);
    expect(real.tensor.shape).toEqual(model.shape);
    expect(Array.from(await real.tensor.data())).toEqual(tabulate(model.shape, model.at));
  }

  toString(): string {
    return this.#words;
  }
}

/** An axis, wherever there is one. */
const axes = fc.nat({ max: maxRank - 1 });

const steps: fc.Arbitrary<ViewCommand>[] = [
  permutation(maxRank).map(
    (order) =>
      new ViewCommand(({ shape, at }) => {
        const axes = order.filter((d) => d < shape.length);
        return {
          words: `permute [${axes.join(", ")}]`,
          model: {
            shape: axes.map((d) => shape[d]),
            at: (index) => at(shape.map((_, d) => index[axes.indexOf(d)])),
          },
          real: (x) => ops.permute(x, { axes }),
        };
      }),
  ),
  fc.tuple(axes, fc.nat({ max: 4 }), fc.nat({ max: 4 })).map(
    ([axis, from, to]) =>
      new ViewCommand(({ shape, at }) => {
        if (axis >= shape.length) return undefined;
        const start = Math.min(from, to, shape[axis]);
        const end = Math.min(Math.max(from, to), shape[axis]);
        return {
          words: `slice axis ${axis} [${start}, ${end})`,
          model: {
            shape: shape.with(axis, end - start),
            at: (index) => at(index.map((n, d) => (d === axis ? start + n : n))),
          },
          real: (x) => ops.slice(x, { axis, start, end }),
        };
      }),
  ),
  fc.subarray([0, 1, 2, 3, 4]).map(
    (chosen) =>
      new ViewCommand(({ shape, at }) => {
        const axes = chosen.filter((d) => d < shape.length);
        return {
          words: `flip [${axes.join(", ")}]`,
          model: {
            shape,
            at: (index) => at(index.map((n, d) => (axes.includes(d) ? shape[d] - 1 - n : n))),
          },
          real: (x) => ops.flip(x, { axes }),
        };
      }),
  ),
  axes.map(
    (axis) =>
      new ViewCommand(({ shape, at }) => {
        if (shape.length === maxRank || axis > shape.length) return undefined;
        return {
          words: `unsqueeze ${axis}`,
          model: {
            shape: shape.toSpliced(axis, 0, 1),
            at: (index) => at(index.toSpliced(axis, 1)),
          },
          real: (x) => ops.unsqueeze(x, { axis }),
        };
      }),
  ),
  axes.map(
    (axis) =>
      new ViewCommand(({ shape, at }) => {
        if (shape[axis] !== 1) return undefined;
        return {
          words: `squeeze ${axis}`,
          model: {
            shape: shape.toSpliced(axis, 1),
            at: (index) => at(index.toSpliced(axis, 0, 0)),
          },
          real: (x) => ops.squeeze(x, { axis: axis - shape.length }),
        };
      }),
  ),
  fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(
    ([extent, lead]) =>
      new ViewCommand(({ shape, at }) => {
        const grown = shape.map((n) => (n === 1 ? extent : n));
        const stretched = shape.length < maxRank ? [lead, ...grown] : grown;
        const added = stretched.length - shape.length;
        return {
          words: `expand (${stretched.join(", ")})`,
          model: {
            shape: stretched,
            at: (index) => at(index.slice(added).map((n, d) => (shape[d] === 1 ? 0 : n))),
          },
          real: (x) => ops.expand(x, { shape: stretched }),
        };
      }),
  ),
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).map(
    (factors) =>
      new ViewCommand(({ shape, at }) => {
        // Whatever is left of the size once the factors that divide it are taken out.
        let left = sizeOf(shape);
        const split = factors.filter((n) => left % n === 0 && ((left /= n), true));
        const reshaped = [...split, left];
        return {
          words: `reshape (${reshaped.join(", ")})`,
          model: { shape: reshaped, at: (index) => at(indexAt(rank(index, reshaped), shape)) },
          real: (x) => ops.reshape(x, { shape: left === 0 ? reshaped : [...split, -1] }),
        };
      }),
  ),
  fc.constant(
    new ViewCommand((model) => ({
      words: "contiguous",
      model,
      real: (x) => ops.contiguous(x),
    })),
  ),
];

/** 0, 1, 2, … in a shape: every element tells where it came from. */
function counted(shape: Shape, backend: Backend): Tensor {
  const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => i);
  return tensor(numbers, { backend, shape });
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("a chain of views shows what index arithmetic says, and keeps one storage alive", async () => {
      await fc.assert(
        fc.asyncProperty(
          shape({ minRank: 0, maxRank: 4, minSize: 0 }),
          fc.commands(steps, { maxCommands: 10 }),
          async (shape, commands) => {
            const before = { ...backend.live };
            const real = { tensor: counted(shape, backend) };
            const model: Model = { shape, at: (index) => rank(index, shape) };
            await fc.asyncModelRun(() => ({ model, real }), commands);
            expect(backend.live.storages).toBe(before.storages + 1);
            real.tensor.dispose();
            expect(backend.live).toEqual(before);
          },
        ),
        runs(150),
      );
    });

    test("the transpose of a transpose is the operand itself", async () => {
      await fc.assert(
        fc.asyncProperty(shape({ minRank: 2, maxRank: 4, minSize: 0 }), async (shape) => {
          using x = counted(shape, backend);
          using once = ops.transpose(x);
          using twice = ops.transpose(once);
          expect(twice.shape).toEqual(shape);
          expect(await twice.data()).toEqual(await x.data());
        }),
        runs(20),
      );
    });

    test("a view outlives the tensor that it was taken of", async () => {
      const x = counted([2, 3], backend);
      using row = ops.slice(x, { axis: 0, start: 1, end: 2 });
      x.dispose();
      expect(Array.from(await row.data())).toEqual([3, 4, 5]);
    });

    test("views copy nothing", () => {
      using x = counted([2, 3], backend);
      const before = { ...backend.live };
      using a = ops.transpose(x);
      using b = ops.slice(a, { axis: 0, start: 1, end: 3 });
      using c = ops.flip(b, { axes: [0, 1] });
      using d = ops.unsqueeze(c, { axis: 1 });
      using e = ops.expand(d, { shape: [2, 7, 2] });
      using f = ops.reshape(x, { shape: [3, 2] });
      expect([e.shape, f.shape]).toEqual([
        [2, 7, 2],
        [3, 2],
      ]);
      expect(backend.live).toEqual(before);
    });
  });
}
