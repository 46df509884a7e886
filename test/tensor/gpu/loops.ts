/**
 * @file Loops: gpu.js stops those that no typed constant bounds after 1000 rounds, without a word.
 */
import { ops, tensor, type Cells, type KernelThis } from "@heed/tensor";
import { cellsOf } from "./launch.js";
import { numbersOf, type Trap } from "./trap.js";

/** How often the body of a loop inside a loop is run. */
function rounds(this: KernelThis): number {
  let count = 0;
  for (let i = 0; i < this.constants.M; i++) {
    for (let j = 0; j < this.constants.N; j++) {
      count += 1;
    }
  }
  return count;
}

export const loops: readonly Trap[] = [
  {
    title: "a loop bounded by a constant runs past 1000",
    run: async (open) => {
      function total(this: KernelThis, x: Cells): number {
        let sum = 0;
        for (let i = 0; i < this.constants.N; i++) {
          sum += x[i];
        }
        return sum;
      }
      const x = Float32Array.from({ length: 3000 }, (_, i) => i % 7);
      const over = { grid: [1], constants: { N: 3000 } };
      return {
        got: await cellsOf(await open(), total, over, x),
        want: [x.reduce((a, b) => a + b)],
      };
    },
  },
  {
    title: "sums and products of matrices run past 1000",
    run: async (open) => {
      const backend = await open();
      const x = Float32Array.from({ length: 6000 }, (_, i) => i % 7);
      const sums = [x.subarray(0, 3000), x.subarray(3000)].map((row) =>
        row.reduce((a, b) => a + b),
      );
      const rows = tensor(x, { backend, shape: [2, 3000] });
      const ones = tensor(new Float32Array(3000).fill(1), { backend, shape: [3000, 1] });
      const got = [ops.sum(rows, { axes: [1] }), ops.matmul(rows, ones)].map(numbersOf);
      return { got: await Promise.all(got), want: [sums, sums] };
    },
  },
  {
    title: "loops inside loops run past 1000",
    run: async (open) => {
      const over = { grid: [1], constants: { M: 20, N: 3000 } };
      return { got: await cellsOf(await open(), rounds, over), want: [60_000] };
    },
  },
  {
    title: "loops inside loops run past 2^16 rounds in all",
    // Mesa's software driver, on which headlessgl often runs, stops there.
    modes: ["webgpu", "webgl2", "webgl", "webasm", "cpu"],
    run: async (open) => {
      const over = { grid: [1], constants: { M: 1500, N: 1500 } };
      return { got: await cellsOf(await open(), rounds, over), want: [1500 ** 2] };
    },
  },
  {
    title: "a loop bounded by an argument runs past 1000",
    run: async (open) => {
      function total(this: KernelThis, x: Cells, n: number): number {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          sum += x[i];
        }
        return sum;
      }
      const ones = new Float32Array(3000).fill(1);
      return { got: await cellsOf(await open(), total, { grid: [1] }, ones, 3000), want: [3000] };
    },
  },
  {
    title: "a while loop runs past 1000",
    run: async (open) => {
      function count(this: KernelThis, n: number): number {
        let i = 0;
        while (i < n) {
          i += 1;
        }
        return i;
      }
      return { got: await cellsOf(await open(), count, { grid: [1] }, 3000), want: [3000] };
    },
  },
  {
    title: "a kernel that returns at once, late, or from inside a loop returns that",
    run: async (open) => {
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
      const over = { grid: [5], constants: { C: 3 } };
      return { got: await cellsOf(await open(), firstAbove, over, x, 5), want: [-1, 0, 2, 3, 1] };
    },
  },
];
