/**
 * @file Shapes and constants that change from launch to launch, which gpu.js bakes into what it
 * compiles, and the layouts in which it keeps the same elements.
 */
import { ops, reference, tensor, type Backend, type Cells, type KernelThis } from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { numbersOf, type Trap } from "./trap.js";

function place(this: KernelThis): number {
  return this.thread.z * 100 + this.thread.y * 10 + this.thread.x;
}

/** A grid of any number of axes, filled with 0, 1, 2 … in row-major order. */
function count(this: KernelThis): number {
  return (this.thread.z * this.constants.M + this.thread.y) * this.constants.N + this.thread.x;
}

/** The same elements, laid out by gpu.js in as many ways as it has. */
function layouts(gpu: Backend, n: number) {
  const grids = [[n], [n / 2, 2], [2, n / 2], [1, n], [n, 1], [n / 2, 1, 2], [2, n / 2, 1]];
  const results = grids.map((grid) => {
    const [M, N] = [1, ...grid].slice(-2);
    return launch(gpu, count, { grid, constants: { M, N } });
  });
  const numbers = Array.from({ length: n }, (_, i) => i);
  return { layouts: [gpu.allocate("float32", n, numbers), ...results], numbers };
}

/** Softmax, a transposition and a sum, each a kernel or more over its own grid. */
async function ofMatrix(backend: Backend, M: number, N: number): Promise<number[][]> {
  const numbers = Array.from({ length: M * N }, (_, i) => i);
  const x = tensor(numbers, { backend, shape: [M, N] });
  const results = [ops.contiguous(ops.transpose(x)), ops.sum(x, { axes: [1] }), ops.neg(x)];
  return Promise.all(results.map(numbersOf));
}

export const shapes: readonly Trap[] = [
  {
    title: "cells of one, two and three axes come back in row-major order",
    run: async (open) => {
      const gpu = await open();
      const grids = [[7], [3, 5], [1, 1], [2, 3, 4], [4, 1, 1], [1, 4, 1]];
      const on = (backend: Backend) =>
        Promise.all(grids.map((grid) => cellsOf(backend, place, { grid })));
      return { got: await on(gpu), want: await on(reference) };
    },
  },
  {
    title: "a grid may be longer on one axis than any texture",
    run: async (open) => {
      const gpu = await open();
      const long = 20_000;
      const misplaced: number[] = [];
      for (const grid of [
        [2, long],
        [long, 2],
        [2, 1, long],
        [1, long, 2],
        [long, 1, 1],
      ]) {
        const [M, N] = [1, ...grid].slice(-2);
        const x = launch(gpu, count, { grid, constants: { M, N } });
        for (const cells of [
          await elementsOf(x),
          await cellsOf(gpu, copyCells, { grid: [x.length] }, x),
        ]) {
          misplaced.push(cells.findIndex((cell, i) => cell !== i));
        }
      }
      return { got: misplaced, want: misplaced.map(() => -1) };
    },
  },
  {
    title: "a kernel sees each launch's own sizes",
    run: async (open) => {
      const gpu = await open();
      const got: number[][][] = [];
      const want: number[][][] = [];
      for (const [M, N] of [
        [2, 3],
        [5, 7],
        [3, 2],
        [2, 3],
        [6, 1],
      ]) {
        got.push(await ofMatrix(gpu, M, N));
        want.push(await ofMatrix(reference, M, N));
      }
      return { got, want };
    },
  },
  {
    title: "a kernel sees each launch's own constants",
    run: async (open) => {
      function scale(this: KernelThis, x: Cells): number {
        return x[this.thread.x] * this.constants.k;
      }
      const gpu = await open();
      const got: number[][] = [];
      for (const k of [3, -5, 3]) {
        got.push(await cellsOf(gpu, scale, { grid: [2], constants: { k } }, [1, 2]));
      }
      return {
        got,
        want: [
          [3, 6],
          [-5, -10],
          [3, 6],
        ],
      };
    },
  },
  {
    title: "a kernel sees each launch's own length of an operand",
    run: async (open) => {
      function strided(this: KernelThis, x: Cells, i: number): number {
        return x[i + this.thread.x];
      }
      const gpu = await open();
      const got: number[][] = [];
      for (const length of [4, 1000, 70_000, 5, 1000]) {
        const x = Float32Array.from({ length }, (_, i) => i);
        got.push(await cellsOf(gpu, strided, { grid: [2] }, x, length - 2));
      }
      const want = [
        [2, 3],
        [998, 999],
        [69_998, 69_999],
        [3, 4],
        [998, 999],
      ];
      return { got, want };
    },
  },
  {
    title: "what comes from the host arrives whole, after less and after more",
    run: async (open) => {
      const gpu = await open();
      const lengths = [1, 70_000, 20_000, 3, 300_000, 65_536, 65_537, 2];
      const misplaced: number[] = [];
      for (const length of lengths) {
        const storage = gpu.allocate(
          "float32",
          length,
          Float32Array.from({ length }, (_, i) => i + 0.5),
        );
        const cells = await elementsOf(storage);
        misplaced.push(
          cells.length - length,
          cells.findIndex((cell, i) => cell !== i + 0.5),
        );
        storage.release();
      }
      return { got: misplaced, want: lengths.flatMap(() => [0, -1]) };
    },
  },
  {
    title: "one kernel reads the same elements however they are laid out",
    run: async (open) => {
      const gpu = await open();
      const got: number[][] = [];
      const want: number[][] = [];
      for (const n of [12, 60, 1000]) {
        const { layouts: given, numbers } = layouts(gpu, n);
        for (const x of given) {
          got.push(await cellsOf(gpu, copyCells, { grid: [n] }, x));
          want.push(numbers);
        }
      }
      // gpu.js makes other kernels, on its own, for arguments of other classes.
      const { alive, compiled } = gpu.kernels;
      return { got: [got, alive], want: [want, compiled] };
    },
  },
  {
    title: "one kernel reads two operands, each laid out otherwise than the other",
    run: async (open) => {
      function minus(this: KernelThis, a: Cells, b: Cells): number {
        return a[this.thread.x] * 2 - b[this.thread.x];
      }
      const gpu = await open();
      const { layouts: given, numbers } = layouts(gpu, 12);
      const pairs = given.flatMap((a) =>
        given.map((b) => cellsOf(gpu, minus, { grid: [12] }, a, b)),
      );
      const cells = await Promise.all(pairs);
      const { alive, compiled } = gpu.kernels;
      return { got: [cells, alive], want: [pairs.map(() => numbers), compiled] };
    },
  },
];
