/**
 * @file Memory: results that stay what they are while kernels run again, go, and come back; what is
 * freed; what is kept.
 */
import { ops, scope, tensor, type Cells, type KernelThis, type Storage } from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { messageOf, numbersOf, type Trap } from "./trap.js";

function addOne(this: KernelThis, x: Cells): number {
  return x[this.thread.x] + 1;
}

/** Adds k, a constant: a kernel of its own for every k. */
function addConstant(this: KernelThis, x: Cells): number {
  return x[this.thread.x] + this.constants.k;
}

export const memory: readonly Trap[] = [
  {
    title: "a result stays what it was when its kernel runs again",
    run: async (open) => {
      const gpu = await open();
      const results = [
        [1, 2],
        [3, 4],
        [5, 6],
      ].map((x) => launch(gpu, addOne, { grid: [2] }, x));
      const again = results.map((x) => launch(gpu, addOne, { grid: [2] }, x));
      const got = await Promise.all([...results, ...again].map(elementsOf));
      return {
        got,
        want: [
          [2, 3],
          [4, 5],
          [6, 7],
          [3, 4],
          [5, 6],
          [7, 8],
        ],
      };
    },
  },
  {
    title: "a kernel can be fed what it computed before, over and over",
    run: async (open) => {
      const gpu = await open();
      const first = gpu.allocate("float32", 3, [0, 10, 20]);
      const states = [first];
      for (let i = 0; i < 50; i++) states.push(launch(gpu, addOne, { grid: [3] }, states[i]));
      const got = await Promise.all([0, 1, 25, 50].map((i) => elementsOf(states[i])));
      return { got, want: [0, 1, 25, 50].map((i) => [i, 10 + i, 20 + i]) };
    },
  },
  {
    title: "the same, each state freed as soon as the next is there",
    run: async (open) => {
      const gpu = await open();
      let state = gpu.allocate("float32", 3, [0, 10, 20]);
      for (let i = 0; i < 50; i++) {
        const next = launch(gpu, addOne, { grid: [3] }, state);
        state.release();
        state = next;
      }
      const got = [await elementsOf(state), gpu.live.storages, gpu.kernels.alive];
      return { got, want: [[50, 60, 70], 1, 1] };
    },
  },
  {
    title: "an array may change as soon as it was given, and a copy that was read",
    run: async (open) => {
      const gpu = await open();
      const given = Float32Array.of(1, 2, 3);
      const x = gpu.allocate("float32", 3, given);
      given.fill(9);
      const next = launch(gpu, addOne, { grid: [3] }, x);
      (await gpu.read(x)).fill(8);
      (await gpu.read(next)).fill(7);
      const got = [await elementsOf(x), await elementsOf(next)];
      return {
        got,
        want: [
          [1, 2, 3],
          [2, 3, 4],
        ],
      };
    },
  },
  {
    title: "an operand may be freed as soon as the launch that reads it was asked for",
    run: async (open) => {
      const gpu = await open();
      const results: Storage[] = [];
      for (let i = 0; i < 10; i++) {
        const x = gpu.allocate("float32", 2, [i, 10 * i]);
        // Once while it may be yet to come, once when it is there.
        if (i % 2 === 1) await elementsOf(x);
        const part = { storage: x, offset: 1, length: 1 };
        results.push(
          launch(gpu, addOne, { grid: [2] }, x),
          launch(gpu, addOne, { grid: [1] }, part),
        );
        x.release();
        // Would take its place.
        gpu.allocate("float32", 2, [-1, -1]).release();
      }
      const got = await Promise.all(results.map(elementsOf));
      const want = results.map((_, i) => (i % 2 ? [5 * i - 4] : [i / 2 + 1, 5 * i + 1]));
      return { got, want };
    },
  },
  {
    title: "results outlive the kernel that made them: they are read, used and freed after it went",
    run: async (open) => {
      const gpu = await open({ maxKernels: 2 });
      const x = gpu.allocate("float32", 2, [1, 2]);
      const results = Array.from({ length: 6 }, (_, k) =>
        launch(gpu, addConstant, { grid: [2], constants: { k } }, x),
      );
      // Each kernel again: all but the latest were let go and are compiled anew.
      const used = results.map((result, k) =>
        launch(gpu, addConstant, { grid: [2], constants: { k } }, result),
      );
      const got = await Promise.all([...results, ...used].map(elementsOf));
      const want = [1, 2].flatMap((times) => results.map((_, k) => [1 + times * k, 2 + times * k]));
      for (const storage of [x, ...results, ...used]) storage.release();
      await elementsOf(gpu.allocate("float32", 1));
      const { alive } = gpu.kernels;
      return { got: [got, gpu.live.storages, alive], want: [want, 1, 2] };
    },
  },
  {
    title: "no more kernels are kept than allowed, and of those the latest used",
    run: async (open) => {
      const gpu = await open({ maxKernels: 2 });
      const lengths: number[] = [];
      for (const n of [1, 2, 1, 3, 1, 2, 3]) {
        lengths.push((await cellsOf(gpu, copyCells, { grid: [n] }, [1, 2, 3, 4])).length);
      }
      // Compiled: 1, 2, 3 (for which 2 goes), 2 (for which 3 goes), 3 (for which 1 goes).
      const want = { alive: 2, compiled: 5 };
      return { got: [lengths, gpu.kernels], want: [[1, 2, 1, 3, 1, 2, 3], want] };
    },
  },
  {
    title: "no more are kept, either, when a hundred launches are asked for at once",
    run: async (open) => {
      const gpu = await open({ maxKernels: 2 });
      const x = gpu.allocate("float32", 1, [1]);
      const ks = Array.from({ length: 100 }, (_, i) => (i * 7) % 5);
      const got = ks.map((k) => cellsOf(gpu, addConstant, { grid: [1], constants: { k } }, x));
      const cells = await Promise.all(got);
      await elementsOf(x);
      return { got: [cells, gpu.kernels.alive], want: [ks.map((k) => [1 + k]), 2] };
    },
  },
  {
    title: "what is freed is no longer live",
    run: async (open) => {
      const backend = await open();
      const counts: number[] = [];
      scope(() => {
        const x = tensor([1, 2, 3], { backend });
        counts.push(backend.live.storages, backend.live.bytes);
        ops.softmax(ops.mul(x, x));
      });
      counts.push(backend.live.storages, backend.live.bytes);
      return { got: counts, want: [1, 12, 0, 0] };
    },
  },
  {
    title: "others are opened and closed as often as one likes, and one that stays open goes on",
    run: async (open) => {
      const first = await open();
      const x = first.allocate("float32", 1, [-1]);
      const got: number[][] = [];
      // Browsers keep 16 contexts of WebGL, and take the oldest away.
      for (let i = 0; i < 20; i++) {
        const gpu = await open();
        got.push(await cellsOf(gpu, addOne, { grid: [1] }, [i]));
        await gpu.close();
      }
      got.push(await cellsOf(first, addOne, { grid: [1] }, x));
      return { got, want: got.map((_, i) => [i < 20 ? i + 1 : 0]) };
    },
  },
  {
    title: "closing twice is closing once",
    run: async (open) => {
      const [gpu, other] = [await open(), await open()];
      const x = other.allocate("float32", 1, [1]);
      await gpu.close();
      await gpu.close();
      return { got: await cellsOf(other, addOne, { grid: [1] }, x), want: [2] };
    },
  },
  {
    title: "several are open at once, and closing one leaves the others be",
    run: async (open) => {
      const gpus = [await open(), await open(), await open()];
      const storages = gpus.map((gpu, i) => gpu.allocate("float32", 1, [i]));
      await gpus[1].close();
      const rest = [storages[0], storages[2]];
      const next = rest.map((x) => launch(x.backend, addOne, { grid: [1] }, x));
      return { got: await Promise.all(next.map(elementsOf)), want: [[1], [3]] };
    },
  },
  {
    title: "elements of a lost context are refused, not zeros",
    modes: ["webgl", "webgl2"],
    run: async (open) => {
      const gpu = await open();
      const x = tensor([1, 2], { backend: gpu });
      const before = await numbersOf(x);
      // Browsers keep 16 contexts, and take the oldest away.
      for (let i = 0; i < 16; i++) await open();
      const after = [
        await messageOf(() => numbersOf(x)),
        await messageOf(() => numbersOf(ops.neg(x))),
        await messageOf(() => cellsOf(gpu, addOne, { grid: [2] }, [1, 2])),
      ];
      const lost = `${gpu.name}: the context of WebGL must not be lost; got a lost one`;
      const got = after.map((message) => message.startsWith(lost) || message);
      return {
        got: [before, got],
        want: [
          [1, 2],
          [true, true, true],
        ],
      };
    },
  },
];
