/**
 * @file What the gpu backend holds and runs: float32 cells, exact int32, views, bounded kernels.
 */
import {
  BackendError,
  DTypeError,
  ops,
  reference,
  scope,
  Tensor,
  tensor,
  type Cells,
  type KernelThis,
} from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";
import { describe, expect, test } from "vitest";
import { copyCells, launch, modes } from "./launch.js";

describe.each(modes)("the gpu backend in mode %s", (mode) => {
  const gpu = createGpu({ mode });
  const largest = 2 ** 24 - 1;

  test("int32 elements keep their values through kernels", () => {
    const numbers = [0, -1, largest, -largest];
    const x = tensor(numbers, { backend: gpu, dtype: "int32" });
    const flipped = ops.contiguous(ops.flip(x, { axes: [0] }));
    expect(flipped.dataSync()).toEqual(Int32Array.from(numbers).reverse());
  });

  test("int32 elements that float32 would round are refused, given or computed", () => {
    for (const coarse of [largest + 1, -largest - 1, largest + 2]) {
      const place = { backend: gpu, dtype: "int32" } as const;
      expect(() => tensor([coarse], place)).toThrow(DTypeError);
      const x = tensor([1], place);
      const widths = { axis: 0, before: 1, after: 0 };
      expect(() => ops.pad(x, { ...widths, value: coarse })).toThrow(DTypeError);
      expect(ops.pad(x, { ...widths, value: largest }).toArray()).toEqual([largest, 1]);
    }
  });

  test("an int32 result is cut to an integer", () => {
    const half = function (this: KernelThis, x: Cells): number {
      return x[this.thread.x] / 2;
    };
    const cells = launch(gpu, half, { grid: [3], dtype: "int32" }, [4, 5, -5]);
    expect(cells).toEqual(Int32Array.of(2, 2, -2));
  });

  test("float64 is refused", () => {
    expect(() => tensor([1], { backend: gpu, dtype: "float64" })).toThrow(
      "gpu: elements must be float32 or int32; got float64",
    );
    const ids = tensor([0], { backend: gpu, dtype: "int32" });
    expect(() => ops.oneHot(ids, { classes: 2, dtype: "float64" })).toThrow(DTypeError);
  });

  test("constants that are no integers are refused", () => {
    const run = (k: number) => launch(gpu, copyCells, { grid: [1], constants: { k } }, [1]);
    for (const k of [0.5, NaN, Infinity]) expect(() => run(k)).toThrow(BackendError);
  });

  test("a tensor of another backend is refused", () => {
    const x = tensor([1], { backend: reference });
    expect(() => gpu.readSync(x.storage)).toThrow(BackendError);
  });

  test("cells of one, two and three axes come back in row-major order", () => {
    function place(this: KernelThis): number {
      return this.thread.z * 100 + this.thread.y * 10 + this.thread.x;
    }
    for (const grid of [[7], [3, 5], [1, 1], [2, 3, 4], [4, 1, 1]]) {
      expect(launch(gpu, place, { grid })).toEqual(launch(reference, place, { grid }));
    }
  });

  test("a view is read from its offset on, by the kernel compiled for its neighbours", () => {
    const x = tensor([0, 1, 2, 3, 4, 5, 6, 7], { backend: gpu, shape: [4, 2] });
    const rows = ops.unstack(x, { axis: 0 });
    ops.neg(rows[1]);
    const { compiled } = gpu.kernels;
    expect(rows.slice(1).map((row) => ops.neg(row).toArray())).toEqual([
      [-2, -3],
      [-4, -5],
      [-6, -7],
    ]);
    expect(gpu.kernels.compiled).toBe(compiled);
  });

  test("past the end of a view's storage there are zeros", () => {
    const storage = gpu.allocate("float32", 3, [1, 2, 3]);
    const kernel = { name: "copy", source: copyCells };
    const copy = gpu.launch(kernel, [3], {}, [{ storage, offset: 1 }], "float32");
    expect(gpu.readSync(copy)).toEqual(Float32Array.of(2, 3, 0));
  });

  test("indices are exact up to the largest operand, and larger ones are refused", () => {
    const rows = 2 ** 8 - 1;
    const columns = 2 ** 15;
    const numbers = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const x = new Tensor(gpu.allocate("float32", numbers.length, numbers), [rows, columns]);
    const transposed = ops.contiguous(ops.transpose(x)).dataSync();
    const misplaced = transposed.findIndex(
      (value, i) => value !== (i % rows) * columns + Math.floor(i / rows),
    );
    expect(misplaced).toBe(-1);
    const tooLarge = new Float32Array(2 ** 23 + 1);
    expect(() => launch(gpu, copyCells, { grid: [1] }, tooLarge)).toThrow(BackendError);
    expect(() => launch(gpu, copyCells, { grid: [2 ** 23 + 1] }, [1])).toThrow(BackendError);
  });

  test("what is freed is no longer live", () => {
    const { storages, bytes } = gpu.live;
    scope(() => {
      const x = tensor([1, 2, 3], { backend: gpu });
      expect(gpu.live.bytes).toBe(bytes + 12);
      ops.softmax(ops.mul(x, x));
    });
    expect(gpu.live).toEqual({ storages, bytes });
  });
});

describe.each(modes)("compiled kernels in mode %s", (mode) => {
  test("a second launch of the same kind compiles nothing", () => {
    const gpu = createGpu({ mode });
    launch(gpu, copyCells, { grid: [2] }, [1, 2]);
    launch(gpu, copyCells, { grid: [2] }, [3, 4]);
    expect(gpu.kernels).toEqual({ alive: 1, compiled: 1 });
  });

  test("kernels of one name are not taken for each other", () => {
    const gpu = createGpu({ mode });
    function double(this: KernelThis, x: Cells): number {
      return 2 * x[this.thread.x];
    }
    expect([...launch(gpu, copyCells, { grid: [1] }, [3])]).toEqual([3]);
    expect([...launch(gpu, double, { grid: [1] }, [3])]).toEqual([6]);
  });

  test("no more are kept than allowed, the latest used ones, and the others are destroyed", () => {
    const gpu = createGpu({ mode, maxKernels: 2 });
    const copy = (n: number) => launch(gpu, copyCells, { grid: [n] }, [1, 2, 3, 4]).length;
    expect([1, 2, 1, 3, 1, 2, 3].map(copy)).toEqual([1, 2, 1, 3, 1, 2, 3]);
    // Compiled: 1, 2, 3 (for which 2 goes), 2 (for which 3 goes), 3 (for which 1 goes).
    expect(gpu.kernels).toEqual({ alive: 2, compiled: 5 });
  });
});
