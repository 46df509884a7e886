/**
 * @file Indices: how far they go, where operands end, and grids and operands of nothing.
 */
import { ops, tensor, Tensor, type Cells, type KernelThis } from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { messageOf, numbersOf, type Trap } from "./trap.js";

/** A number that would show in every result that read it. */
const poison = 1e30;

/** Elements with others around them in the same storage, and those elements. */
function amid(gpu: Tensor["backend"], before: number, elements: number[], after: number): Tensor {
  const around = (n: number) => Array<number>(n).fill(poison);
  const all = [...around(before), ...elements, ...around(after)];
  const x = tensor(all, { backend: gpu });
  return ops.slice(x, { axis: 0, start: before, end: before + elements.length });
}

export const indices: readonly Trap[] = [
  {
    title: "indices are exact up to the last of 2^23 elements, in operands and in results",
    run: async (open) => {
      // The last elements of an operand, from the back.
      function last(this: KernelThis, x: Cells, n: number): number {
        return x[n - 1 - this.thread.x];
      }
      function place(this: KernelThis): number {
        return this.thread.y * this.constants.N + this.thread.x;
      }
      const gpu = await open();
      const most = 2 ** 23;
      const want = [most - 1, most - 2, most - 3];
      const ends = [
        gpu.allocate(
          "float32",
          most,
          Float32Array.from({ length: most }, (_, i) => i),
        ),
        launch(gpu, place, { grid: [most], constants: { N: 0 } }),
        launch(gpu, place, { grid: [2 ** 11, 2 ** 12], constants: { N: 2 ** 12 } }),
      ].map(async (x) => {
        const cells = await cellsOf(gpu, last, { grid: [3] }, x, most);
        x.release();
        return cells;
      });
      return { got: await Promise.all(ends), want: [want, want, want] };
    },
  },
  {
    title: "more than 2^23 elements are refused, in operands and in results",
    run: async (open) => {
      const gpu = await open();
      const rule = "on the gpu backend operands and results must hold at most 2^23 elements";
      const many = 2 ** 23 + 1;
      const x = gpu.allocate("float32", 1);
      // No memory of that size: what is refused is refused before anything is made.
      const got = [await messageOf(() => launch(gpu, copyCells, { grid: [many] }, x))];
      return { got, want: [`test: ${rule}; got ${String(many)}`] };
    },
  },
  {
    title: "operators read nothing before or after their operands",
    run: async (open) => {
      const gpu = await open();
      const got: number[][] = [];
      for (const [before, after] of [
        [0, 3],
        [3, 3],
        [3, 0],
      ]) {
        const x = amid(gpu, before, [1, 2, 3, 4], after);
        const square = ops.reshape(x, { shape: [2, 2] });
        const results = [
          ops.pad(x, { axis: 0, before: 1, after: 2, value: 0 }),
          ops.concat([x, x], { axis: 0 }),
          ops.matmul(square, square),
          ops.sum(square, { axes: [0] }),
          ops.max(square, { axes: [1] }),
          ops.softmax(ops.mul(square, 0)),
        ];
        got.push((await Promise.all(results.map(numbersOf))).flat());
      }
      const want = [
        [0, 1, 2, 3, 4, 0, 0],
        [1, 2, 3, 4, 1, 2, 3, 4],
        [7, 10, 15, 22],
        [4, 6],
        [2, 4],
        [0.5, 0.5, 0.5, 0.5],
      ].flat();
      return { got, want: [want, want, want] };
    },
  },
  {
    title: "a part of a storage is read from its offset on",
    run: async (open) => {
      const gpu = await open();
      const storage = gpu.allocate("float32", 6, [0, 1, 2, 3, 4, 5]);
      const got: number[][] = [];
      for (const [offset, length] of [
        [0, 6],
        [0, 2],
        [2, 2],
        [4, 2],
        [5, 1],
      ]) {
        const part = { storage, offset, length };
        got.push(await cellsOf(gpu, copyCells, { grid: [length] }, part));
      }
      return { got, want: [[0, 1, 2, 3, 4, 5], [0, 1], [2, 3], [4, 5], [5]] };
    },
  },
  {
    title: "parts of one length share a kernel, and so do results and what came from the host",
    run: async (open) => {
      const gpu = await open();
      const storage = gpu.allocate("float32", 6, [0, 1, 2, 3, 4, 5]);
      const over = { grid: [2] };
      const copies = [0, 2, 4].map((offset) =>
        launch(gpu, copyCells, over, { storage, offset, length: 2 }),
      );
      copies.push(launch(gpu, copyCells, over, copies[1]), launch(gpu, copyCells, over, [6, 7]));
      const got = await Promise.all(copies.map(elementsOf));
      const want = [
        [0, 1],
        [2, 3],
        [4, 5],
        [2, 3],
        [6, 7],
      ];
      return { got: [got, gpu.kernels.compiled], want: [want, 1] };
    },
  },
  {
    title: "nothing is launched over an empty grid",
    run: async (open) => {
      const gpu = await open();
      const grids = [[0], [3, 0, 2], [0, 1]];
      const got = grids.map((grid) => cellsOf(gpu, copyCells, { grid }, []));
      return { got: [await Promise.all(got), gpu.kernels.compiled], want: [[[], [], []], 0] };
    },
  },
  {
    title: "an operand may be empty",
    run: async (open) => {
      const backend = await open();
      const a = tensor([], { backend, shape: [2, 0] });
      const b = tensor([], { backend, shape: [0, 3] });
      const got = [ops.matmul(a, b), ops.sum(a, { axes: [1] })].map(numbersOf);
      const want = [
        [0, 0, 0, 0, 0, 0],
        [0, 0],
      ];
      return { got: await Promise.all(got), want };
    },
  },
  {
    title: "an empty part, and a storage of nothing, can be read",
    run: async (open) => {
      const gpu = await open();
      const nothing = gpu.allocate("float32", 0);
      const got = [await elementsOf(nothing)];
      nothing.release();
      return { got: [got, gpu.live.storages], want: [[[]], 0] };
    },
  },
];
