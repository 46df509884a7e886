/**
 * @file Kernels told apart: by their arguments' kinds, by what they are and not what they are called,
 * by the functions that they call; and kernels that compute four cells at a time.
 */
import { ops, tensor, type Cells, type KernelThis } from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { numbersOf, type Trap } from "./trap.js";

export const kernels: readonly Trap[] = [
  {
    title: "an argument may be elements in one launch and a number in the next",
    run: async (open) => {
      function first(this: KernelThis, x: Cells, _unused: never): number {
        return x[this.thread.x];
      }
      const gpu = await open();
      const result = launch(gpu, copyCells, { grid: [1] }, [5]);
      const seconds = [[0], 0, [0, 0], result, 7.5, [0], 0];
      const got: number[][] = [];
      for (const second of seconds) {
        got.push(await cellsOf(gpu, first, { grid: [1] }, [7], second));
        got.push(await cellsOf(gpu, first, { grid: [1] }, result, second));
      }
      return { got, want: seconds.flatMap(() => [[7], [5]]) };
    },
  },
  {
    title: "numbers keep their fractions, though the first was an integer",
    run: async (open) => {
      function times(this: KernelThis, x: Cells, factor: number): number {
        return x[this.thread.x] * factor;
      }
      const gpu = await open();
      const factors = [2, 0.5, 0, -1.25, 1];
      const got = factors.map((factor) => cellsOf(gpu, times, { grid: [1] }, [3], factor));
      return { got: await Promise.all(got), want: factors.map((factor) => [3 * factor]) };
    },
  },
  {
    title: "kernels of one name are not taken for each other",
    run: async (open) => {
      function double(this: KernelThis, x: Cells): number {
        return 2 * x[this.thread.x];
      }
      const gpu = await open();
      const got = [copyCells, double, copyCells].map((kernel) =>
        cellsOf(gpu, kernel, { grid: [1] }, [3]),
      );
      return { got: await Promise.all(got), want: [[3], [6], [3]] };
    },
  },
  {
    title: "four cells at a time are read by other kernels, and by wide ones, as any others",
    run: async (open) => {
      function fours(this: KernelThis, x: Cells): number[] {
        const row = this.thread.z * this.constants.M + this.thread.y;
        const start = (row * this.constants.N + this.thread.x) * 4;
        return [x[start], x[start + 1] * 10, x[start + 2] * 100, -x[start + 3]];
      }
      const gpu = await open();
      const x = Array.from({ length: 24 }, (_, i) => i);
      const want = x.map((value, i) => value * [1, 10, 100, -1][i % 4]);
      const twice = want.map((value, i) => value * [1, 10, 100, -1][i % 4]);
      const got: number[][] = [];
      const grids = [[6], [2, 3], [1, 6], [6, 1], [2, 1, 3], [2, 3, 1]];
      for (const grid of grids) {
        const [M, N] = [1, ...grid].slice(-2);
        const over = { grid, constants: { M, N }, width: 4 } as const;
        const wide = launch(gpu, fours, over, x);
        const wider = launch(gpu, fours, over, wide);
        const part = { storage: wide, offset: 4, length: 4 };
        got.push(
          await elementsOf(wide),
          await cellsOf(gpu, copyCells, { grid: [24] }, wide),
          await elementsOf(wider),
          await cellsOf(gpu, copyCells, { grid: [4] }, part),
        );
      }
      const round = [want, want, twice, want.slice(4, 8)];
      return { got, want: grids.flatMap(() => round) };
    },
  },
  {
    title:
      "a kernel calls the functions beside it, and not those beside another of the same source",
    run: async (open) => {
      interface Calling extends KernelThis {
        bound(x: number, by: number): number;
      }
      function bounded(this: Calling, x: Cells): number {
        return this.bound(x[this.thread.x], 1) + this.bound(100, 0);
      }
      function above(x: number, low: number): number {
        return Math.max(x, low);
      }
      function below(x: number, high: number): number {
        if (x < high) {
          return x;
        }
        return high;
      }
      const gpu = await open();
      const got = [above, below, above].map((bound) =>
        cellsOf(gpu, bounded, { grid: [3], functions: { bound } }, [-5, 0, 5]),
      );
      const raised = [101, 101, 105];
      return { got: await Promise.all(got), want: [raised, [-5, 0, 1], raised] };
    },
  },
  {
    title: "operators that share a kernel's source are not taken for each other",
    run: async (open) => {
      const x = tensor([-2, 1, 3], { backend: await open() });
      const results = [ops.relu(x), ops.abs(x), ops.sign(x), ops.mul(x, x), ops.sub(x, x)];
      const want = [
        [0, 1, 3],
        [2, 1, 3],
        [-1, 1, 1],
        [4, 1, 9],
        [0, 0, 0],
      ];
      return { got: await Promise.all(results.map(numbersOf)), want };
    },
  },
];
