/**
 * @file What ran, and what moved: never guessed, and never something else than was asked for.
 */
import { ops, tensor, type Cells, type Kernel, type KernelThis } from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { hostModes, messageOf, numbersOf, type Trap } from "./trap.js";

/** Returns no number: webasm cannot do this, and gpu.js would let its cpu mode do it. */
const truth = function (this: KernelThis, x: Cells): boolean {
  return x[this.thread.x] > 0;
} as unknown as Kernel["source"];

export const execution: readonly Trap[] = [
  {
    title: "a result says which backend, mode and device made it",
    run: async (open) => {
      const backend = await open();
      const x = tensor([1], { backend });
      const { mode, name, renderer } = backend;
      const device = hostModes.includes(mode) ? {} : { renderer };
      const want = { backend: `gpu:${mode}`, executor: mode, ...device };
      const known = [name, renderer !== "" || hostModes.includes(mode)];
      return {
        got: [x.execution, ops.neg(x).execution, ...known],
        want: [want, want, want.backend, true],
      };
    },
  },
  {
    title: "a kernel that the mode cannot run is refused by name, and leaves nothing behind",
    run: async (open) => {
      const gpu = await open();
      const { alive } = gpu.kernels;
      const refused: string[] = [];
      for (let i = 0; i < 2; i++) {
        refused.push(await messageOf(() => cellsOf(gpu, truth, { grid: [2] }, [1, -1])));
      }
      const prefix = `test: the kernel must run in gpu.js's mode ${gpu.mode}; got `;
      const got = refused.map((message) => (message.startsWith(prefix) ? prefix : message));
      const rest = [gpu.kernels.alive, gpu.live.storages];
      return { got: [...got, ...rest], want: [prefix, prefix, alive, 0] };
    },
  },
  {
    title: "what webasm would leave to the cpu mode, without a word, is refused for that reason",
    modes: ["webasm"],
    run: async (open) => {
      const said: string[] = [];
      for (const strict of [true, false]) {
        const gpu = await open({ strict });
        said.push(await messageOf(() => cellsOf(gpu, truth, { grid: [1] }, [1])));
      }
      const refused =
        "test: the kernel must run in gpu.js's mode webasm; got a fallback to cpu: " +
        "return type Boolean is not supported on the webasm backend";
      return { got: said, want: [refused, refused] };
    },
  },
  {
    title: "a mode that runs here is not left for another, strict or not",
    run: async (open) => {
      const gpus = [await open(), await open({ strict: false })];
      const [strict, other] = gpus.map((gpu) => gpu.allocate("float32", 1, [1]).execution);
      return { got: [strict.fallback ?? "none", other], want: ["none", strict] };
    },
  },
  {
    title: "a kernel that does not compile is refused where it is read; other work goes on",
    run: async (open) => {
      function unknown(this: KernelThis & { nothing(x: number): number }, x: Cells): number {
        return this.nothing(x[this.thread.x]);
      }
      const gpu = await open();
      const x = gpu.allocate("float32", 2, [1, 2]);
      const before = launch(gpu, copyCells, { grid: [2] }, x);
      const said = await messageOf(() => cellsOf(gpu, unknown, { grid: [2] }, x));
      const after = launch(gpu, copyCells, { grid: [2] }, before);
      const prefix = `test: the kernel must run in gpu.js's mode ${gpu.mode}; got `;
      return {
        got: [said.startsWith(prefix) || said, await elementsOf(before), await elementsOf(after)],
        want: [true, [1, 2], [1, 2]],
      };
    },
  },
  {
    title: "what uses the result of a failed launch fails with the same words, and frees as usual",
    modes: ["webgpu"],
    run: async (open) => {
      const gpu = await open();
      const x = gpu.allocate("float32", 2, [1, 2]);
      const bad = launch(gpu, truth, { grid: [2] }, x);
      const uses = [
        launch(gpu, copyCells, { grid: [2] }, bad),
        launch(gpu, copyCells, { grid: [1] }, { storage: bad, offset: 1, length: 1 }),
        // The same kernel once more, while the first is yet to fail.
        launch(gpu, truth, { grid: [2] }, x),
      ];
      uses.push(launch(gpu, copyCells, { grid: [2] }, uses[0]));
      const good = launch(gpu, copyCells, { grid: [2] }, x);
      const said = await messageOf(() => elementsOf(bad));
      const got = await Promise.all(uses.map((use) => messageOf(() => elementsOf(use))));
      const works = await elementsOf(good);
      for (const storage of [x, bad, good, ...uses]) storage.release();
      const { storages } = gpu.live;
      return {
        got: [said.startsWith("test: "), got, works, storages, gpu.kernels.alive],
        want: [true, uses.map(() => said), [1, 2], 0, 2],
      };
    },
  },
  {
    title: "a failed launch that nobody reads is nobody's concern",
    modes: ["webgpu"],
    run: async (open) => {
      const gpu = await open();
      const bad = launch(gpu, truth, { grid: [1] }, [1]);
      launch(gpu, copyCells, { grid: [1] }, bad).release();
      bad.release();
      return { got: await cellsOf(gpu, copyCells, { grid: [1] }, [3]), want: [3] };
    },
  },
  {
    title: "elements can be read without waiting, except where they cannot",
    run: async (open) => {
      const backend = await open();
      const x = ops.neg(tensor([1, 2], { backend }));
      const got = await messageOf(() => x.toArray());
      const refused =
        "gpu:webgpu: elements can only be awaited; got a read that does not wait " +
        "(use `await x.data()`)";
      const want = backend.mode === "webgpu" ? refused : "no error";
      return { got: [got, await numbersOf(x)], want: [want, [-1, -2]] };
    },
  },
  {
    title: "launches, and what moves up and down, are counted",
    run: async (open) => {
      const gpu = await open();
      const x = gpu.allocate("float32", 3, [1, 2, 3]);
      const first = launch(gpu, copyCells, { grid: [3] }, x);
      const second = launch(gpu, copyCells, { grid: [3] }, first);
      const third = launch(gpu, copyCells, { grid: [2] }, second);
      await elementsOf(third);
      const { launches, ...moved } = gpu.traffic;
      // An upload is itself a kernel, where there is a device to go to.
      const runs = hostModes.includes(gpu.mode) ? 3 : 4;
      const want = { hits: 1, uploads: 1, bytesUp: 12, reads: 1, bytesDown: 8 };
      return { got: [launches, moved], want: [runs, want] };
    },
  },
  {
    title: "results stay where they are between launches",
    run: async (open) => {
      const backend = await open();
      const x = tensor([1, 2, 3, 4], { backend, shape: [2, 2] });
      const before = backend.traffic;
      const y = ops.softmax(ops.matmul(ops.transpose(x), ops.tanh(x)));
      const { uploads, bytesUp, reads, bytesDown } = backend.traffic;
      y.dispose();
      return {
        got: [uploads, bytesUp, reads, bytesDown],
        want: [before.uploads, before.bytesUp, before.reads, before.bytesDown],
      };
    },
  },
  {
    title: "what is compiled can be seen: the function as it is written, and what was made of it",
    run: async (open) => {
      const gpu = await open();
      await cellsOf(gpu, copyCells, { grid: [2] }, [1, 2]);
      const emits = {
        webgpu: "@compute",
        webgl2: "#version 300 es",
        webgl: "gl_FragData",
        headlessgl: "gl_FragData",
        webasm: "",
        cpu: "",
      };
      const texts = gpu.kernelTexts().map(({ name, source, emitted }) => ({
        name,
        same: source === copyCells.toString(),
        emitted: emitted.includes(emits[gpu.mode]),
      }));
      return { got: texts, want: [{ name: "test", same: true, emitted: true }] };
    },
  },
];
