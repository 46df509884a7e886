/**
 * @file Where gpu.js alone gives wrong numbers, or runs something else than was asked for, without
 * an error: the gpu backend may not.
 */
import { BackendError, ops, reference, tensor, type Cells, type KernelThis } from "@heed/tensor";
import { createGpu, type GpuMode } from "@heed/tensor/gpu";
import { describe, expect, test } from "vitest";
import { copyCells, launch, modes } from "./launch.js";

const fround = Math.fround;

describe.each(modes)("gpu.js in mode %s", (mode) => {
  const gpu = createGpu({ mode });

  test("a loop bounded by a constant runs past 1000", () => {
    const x = Float32Array.from({ length: 6000 }, (_, i) => i % 7);
    const sums = [x.subarray(0, 3000), x.subarray(3000)].map((row) => row.reduce((a, b) => a + b));
    const rows = tensor(x, { backend: gpu, shape: [2, 3000] });
    expect(ops.sum(rows, { axes: [1] }).toArray()).toEqual(sums);
    const ones = tensor(new Float32Array(3000).fill(1), { backend: gpu, shape: [3000, 1] });
    expect(ops.matmul(rows, ones).toArray()).toEqual(sums.map((sum) => [sum]));
  });

  test("loops inside loops run past 1000", () => {
    const cells = launch(
      gpu,
      function (this: KernelThis) {
        let rounds = 0;
        for (let i = 0; i < this.constants.N; i++) {
          for (let j = 0; j < this.constants.N; j++) {
            rounds += 1;
          }
        }
        return rounds;
      },
      { grid: [1], constants: { N: 1500 } },
    );
    expect([...cells]).toEqual([1500 ** 2]);
  });

  test("a loop bounded by an argument runs past 1000", () => {
    const cells = launch(
      gpu,
      function (this: KernelThis, x: Cells, n: number) {
        let total = 0;
        for (let i = 0; i < n; i++) {
          total += x[i];
        }
        return total;
      },
      { grid: [1] },
      new Float32Array(3000).fill(1),
      3000,
    );
    expect([...cells]).toEqual([3000]);
  });

  test("a while loop runs past 1000", () => {
    const cells = launch(
      gpu,
      function (this: KernelThis, n: number) {
        let i = 0;
        while (i < n) {
          i += 1;
        }
        return i;
      },
      { grid: [1] },
      3000,
    );
    expect([...cells]).toEqual([3000]);
  });

  test("a kernel that returns at once, late, or from inside a loop returns that", () => {
    function firstAbove(this: KernelThis, x: Cells, bound: number): number {
      const start = this.thread.x * this.constants.C;
      if (x[start] < 0) {
        return -1;
      }
      let at = this.constants.C;
      for (let c = 0; c < this.constants.C; c++) {
        if (x[start + c] > bound) {
          return c;
        }
        at = at + 1;
      }
      return at / 2;
    }
    const x = [-1, 9, 9, /**/ 9, 0, 0, /**/ 0, 0, 9, /**/ 0, 0, 0, /**/ 1, 9, 9];
    const cells = launch(gpu, firstAbove, { grid: [5], constants: { C: 3 } }, x, 5);
    expect([...cells]).toEqual([-1, 0, 2, 3, 1]);
  });

  test("constants and places in the grid are integers, exact where float32 is not", () => {
    const off = function (this: KernelThis): number {
      return this.constants.far + this.thread.x - this.constants.far;
    };
    const cells = launch(gpu, off, { grid: [5], constants: { far: 2 ** 24 } });
    expect([...cells]).toEqual([0, 1, 2, 3, 4]);
  });

  test("a result stays what it was when its kernel runs again", () => {
    const x = tensor([1, 2, 3, 4], { backend: gpu });
    const first = ops.neg(x);
    ops.neg(first);
    expect(first.toArray()).toEqual([-1, -2, -3, -4]);
  });

  test("a kernel sees each launch's own sizes", () => {
    for (const [M, N] of [
      [2, 3],
      [5, 7],
      [3, 2],
      [2, 3],
    ]) {
      const numbers = Array.from({ length: M * N }, (_, i) => i);
      const x = tensor(numbers, { backend: gpu, shape: [M, N] });
      const y = tensor(numbers, { backend: reference, shape: [M, N] });
      expect(ops.softmax(ops.transpose(x)).shape).toEqual([N, M]);
      expect(ops.contiguous(ops.transpose(x)).toArray()).toEqual(ops.transpose(y).toArray());
      expect(ops.sum(x, { axes: [1] }).toArray()).toEqual(ops.sum(y, { axes: [1] }).toArray());
    }
  });

  test("a kernel sees each launch's own constants", () => {
    function scale(this: KernelThis, x: Cells): number {
      return x[this.thread.x] * this.constants.k;
    }
    const times = (k: number) => [...launch(gpu, scale, { grid: [2], constants: { k } }, [1, 2])];
    expect([3, -5, 3].map(times)).toEqual([
      [3, 6],
      [-5, -10],
      [3, 6],
    ]);
  });

  test("each kind and length of an argument has a kernel of its own", () => {
    function first(this: KernelThis, x: Cells, _unused: never): number {
      return x[this.thread.x];
    }
    const { compiled } = gpu.kernels;
    const seconds = [[0], [0, 0], 0, [0], 0];
    const cells = seconds.map((second) => launch(gpu, first, { grid: [1] }, [7], second)[0]);
    expect(cells).toEqual([7, 7, 7, 7, 7]);
    expect(gpu.kernels.compiled - compiled).toBe(3);
  });

  test("NaN, infinities and zeros go through functions as on the reference backend", () => {
    const special = [NaN, Infinity, -Infinity, 0, -0, 200, -200];
    const on = (backend: typeof reference) => {
      const x = tensor(special, { backend });
      const { relu, tanh, sigmoid, softplus, exp, log, sqrt, sign, abs, clamp } = ops;
      const unary = [relu, tanh, sigmoid, softplus, exp, log, sqrt, sign, abs].map((op) => op(x));
      const a = ops.unsqueeze(x, { axis: 1 });
      const { maximum, minimum, greater, equal, div, pow } = ops;
      const binary = [maximum, minimum, greater, equal, div, pow].map((op) => op(a, x));
      const held = clamp(x, { low: -2, high: 2 });
      return [...unary, ...binary, held].map((y) => y.toArray());
    };
    expect(on(gpu)).toEqual(on(reference));
  });

  test("masked scores weigh 0, and rows masked everywhere give 0 and −Infinity, not NaN", () => {
    const scores = tensor([[-Infinity, 0, -Infinity], Array<number>(3).fill(-Infinity)], {
      backend: gpu,
    });
    expect(ops.softmax(scores).toArray()).toEqual([
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(ops.logSumExp(scores, { axes: [1] }).toArray()).toEqual([0, -Infinity]);
  });

  test("nothing is launched over an empty grid", () => {
    expect(launch(gpu, copyCells, { grid: [0] }, [])).toHaveLength(0);
    expect(launch(gpu, copyCells, { grid: [3, 0, 2] }, [1])).toHaveLength(0);
  });

  test("an operand may be empty", () => {
    const a = tensor([], { backend: gpu, shape: [2, 0] });
    const b = tensor([], { backend: gpu, shape: [0, 3] });
    expect(ops.matmul(a, b).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ops.sum(a, { axes: [1] }).toArray()).toEqual([0, 0]);
  });

  test("a kernel that the mode cannot run is refused by name, and leaves nothing behind", () => {
    const kernels = gpu.kernels.alive;
    const truth = function (this: KernelThis, x: Cells): number {
      return (x[this.thread.x] > 0) as unknown as number;
    };
    expect(() => launch(gpu, truth, { grid: [2] }, [1, -1])).toThrow(BackendError);
    expect(() => launch(gpu, truth, { grid: [2] }, [1, -1])).toThrow(
      `test: the kernel must run in gpu.js's mode ${mode}; got `,
    );
    expect(gpu.kernels.alive).toBe(kernels);
  });

  test("a result says which mode ran", () => {
    const x = tensor([1], { backend: gpu });
    expect(ops.neg(x).execution).toEqual({ backend: "gpu", executor: mode });
  });
});

test("webasm does not fall back to cpu", () => {
  const truth = function (this: KernelThis, x: Cells): number {
    return (x[this.thread.x] > 0) as unknown as number;
  };
  const gpu = createGpu({ mode: "webasm" });
  expect(() => launch(gpu, truth, { grid: [1] }, [1])).toThrow(/fallback to cpu: return type/);
});

test("webasm sums in float32, one rounding a step; cpu in float64, with one at the end", () => {
  function dot(this: KernelThis, a: Cells, b: Cells): number {
    let total = 0;
    for (let k = 0; k < this.constants.K; k++) {
      total += a[k] * b[k];
    }
    return total;
  }
  const K = 500;
  const a = Float32Array.from({ length: K }, (_, k) => Math.sin(k));
  const b = Float32Array.from({ length: K }, (_, k) => Math.exp(Math.cos(3 * k)));
  const on = (mode: GpuMode) =>
    launch(createGpu({ mode }), dot, { grid: [1], constants: { K } }, a, b)[0];
  const inFloat32 = a.reduce((total, x, k) => fround(total + fround(x * b[k])), 0);
  const inFloat64 = [...a].reduce((total, x, k) => total + x * b[k], 0);
  expect(on("webasm")).toBe(inFloat32);
  expect(on("cpu")).toBe(fround(inFloat64));
});

test("a mode that this machine lacks is refused by name", () => {
  const webgl = "webgl" as GpuMode;
  expect(() => createGpu({ mode: webgl })).toThrow(BackendError);
  expect(() => createGpu({ mode: webgl })).toThrow("gpu: gpu.js must support mode webgl here; got");
});
