/**
 * @file `npm run bench:pipeline -- [--mode webgpu]`: a static recurrence through gpu.js's
 * `createPipeline`, against the same kernels launched one by one. The decision that the gpu backend
 * follows from it is written down in docs/results/gpu.md.
 *
 *   u_t = h_{t−1} U,  h_t = tanh(x + u_t)        B rows, H units, t = 1 … T
 *
 * Launched one by one, kernels find U on the device and leave every state there. A pipeline takes
 * its arguments from the host at each call and gives results to the host; what the backward pass
 * needs again, every state, has to be put back.
 */
import { provideWebGpu } from "@heed/tensor/gpu/node";
import { GPU } from "gpu.js";
import { parseArgs } from "node:util";

/** The part of gpu.js that is used here; what it declares does not know pipelines of arrays. */
interface Gpu {
  createKernel(source: unknown, settings: object): Kernel;
  createPipeline(plan: (h: Cells, x: Cells, U: Cells) => unknown): Pipeline;
  destroy(): Promise<void>;
}
/** What kernels read: an array, a texture, a buffer, or what stands for it in a plan. */
type Cells = unknown;
type Kernel = (...args: readonly Cells[]) => Cells;
interface Pipeline {
  (h: Cells, x: Cells, U: Cells): Promise<unknown>;
  readonly executorKind: string;
  readonly fallbackReason: string | null;
}
interface Handle {
  toArray(): Float32Array | Promise<Float32Array>;
  delete(): void;
}
interface KernelThis {
  readonly thread: { readonly x: number };
  readonly constants: { readonly H: number };
}

const { values } = parseArgs({
  options: { mode: { type: "string", default: "webgpu" }, runs: { type: "string", default: "20" } },
});
const { mode } = values;
/** How often each way is taken: so many times, or for so many seconds. */
const [mostRuns, mostSeconds] = [Number(values.runs), 10];
if (mode === "webgpu") await provideWebGpu();
/** Whether results of kernels are handles, to be freed. */
const onDevice = mode !== "cpu" && mode !== "webasm";

const product = function (this: KernelThis, h: Float32Array, U: Float32Array): number {
  const row = Math.floor((this.thread.x + 0.5) / this.constants.H);
  const unit = this.thread.x - row * this.constants.H;
  let total = 0;
  for (let k = 0; k < this.constants.H; k++) {
    total += h[row * this.constants.H + k] * U[k * this.constants.H + unit];
  }
  return total;
};

const cell = function (this: KernelThis, x: Float32Array, u: Float32Array): number {
  return Math.tanh(Math.max(-15, Math.min(15, x[this.thread.x] + u[this.thread.x])));
};

const identity = function (this: KernelThis, x: Float32Array): number {
  return x[this.thread.x];
};

for (const { B, H, T } of [
  { B: 32, H: 64, T: 16 },
  { B: 64, H: 256, T: 16 },
]) {
  console.log(`\n${mode}: B ${B}, H ${H}, T ${T}`);
  const gpu = new (GPU as unknown as new (settings: object) => Gpu)({ mode });
  const random = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) / Math.sqrt(H));
  const [h, x, U] = [random(B * H), random(B * H), random(H * H)];

  const kernel = (source: unknown, length: number, stays: boolean): Kernel =>
    gpu.createKernel(source, {
      output: [length],
      constants: { H },
      constantTypes: { H: "Integer" },
      precision: "single",
      tactic: "precision",
      pipeline: stays,
      immutable: stays,
    });
  const multiply = kernel(product, B * H, onDevice);
  const advance = kernel(cell, B * H, onDevice);
  const upload = onDevice ? kernel(identity, B * H, true) : (cells: Cells) => cells;
  const uploadU = onDevice ? kernel(identity, H * H, true) : (cells: Cells) => cells;
  // As parameters are: there before the clock starts.
  const resident = { h: await upload(h), x: await upload(x), U: await uploadU(U) };

  /** Every state, the first one left out. */
  const oneByOne = async (): Promise<Cells[]> => {
    const states: Cells[] = [];
    let state = resident.h;
    for (let t = 0; t < T; t++) {
      const u = await multiply(state, resident.U);
      state = await advance(resident.x, u);
      free(u);
      states.push(state);
    }
    return states;
  };

  const [planned, gates] = [kernel(product, B * H, false), kernel(cell, B * H, false)];
  const plan = (h: Cells, x: Cells, U: Cells): Cells[] => {
    const states: Cells[] = [];
    for (let t = 0; t < T; t++) states.push(gates(x, planned(states.at(-1) ?? h, U)));
    return states;
  };
  const last = gpu.createPipeline((h, x, U) => plan(h, x, U).at(-1));
  const lastOfResident = gpu.createPipeline((h, x, U) => plan(h, x, U).at(-1));
  const all = gpu.createPipeline(plan);

  /** Each gives the last state, as the host reads it. */
  const ways: readonly Way[] = [
    {
      name: "one by one, every state stays where backward reads it",
      run: async () => {
        const states = await oneByOne();
        const cells = await read(states.at(-1));
        states.forEach(free);
        return cells;
      },
    },
    {
      name: "pipeline, the last state alone",
      pipeline: last,
      run: async () => (await last(h, x, U)) as Float32Array,
    },
    {
      name: "pipeline, the last state alone, U on the device",
      pipeline: lastOfResident,
      run: async () => (await lastOfResident(h, x, resident.U)) as Float32Array,
    },
    {
      name: "pipeline, every state returned and put back",
      pipeline: all,
      run: async () => {
        const states = (await all(h, x, U)) as Float32Array[];
        const again: Cells[] = [];
        for (const state of states) again.push(await upload(state));
        again.forEach(free);
        return states[T - 1];
      },
    },
  ];

  const expected = await ways[0].run();
  for (const { name, run, pipeline } of ways) {
    try {
      const cells = await run();
      const times: number[] = [];
      const start = performance.now();
      while (times.length < mostRuns && performance.now() - start < 1000 * mostSeconds) {
        const begin = performance.now();
        await run();
        times.push(performance.now() - begin);
      }
      const by = pipeline === undefined ? "" : ` by ${pipeline.executorKind}${reason(pipeline)}`;
      const apart = largestDifference(cells, expected).toExponential(1);
      const milliseconds = `${median(times).toFixed(2)} ms (least ${Math.min(...times).toFixed(2)})`;
      console.log(`${milliseconds}: ${name}${by}; off by ${apart}`);
    } catch (error) {
      console.log(`failed: ${name}: ${(error as Error).message.split("\n")[0]}`);
    }
  }
  await gpu.destroy();
}

/** A way through the recurrence. */
interface Way {
  readonly name: string;
  readonly run: () => Promise<Float32Array>;
  readonly pipeline?: Pipeline;
}

function reason({ fallbackReason }: Pipeline): string {
  return fallbackReason === null ? "" : ` (${fallbackReason})`;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

/** NaN where one of them has no such element. */
function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.length === 0 ? Number.NaN : Math.max(...a.map((y, i) => Math.abs(y - b[i])));
}

async function read(cells: Cells): Promise<Float32Array> {
  return onDevice ? await (cells as Handle).toArray() : (cells as Float32Array);
}

function free(cells: Cells): void {
  if (onDevice) (cells as Handle).delete();
}
