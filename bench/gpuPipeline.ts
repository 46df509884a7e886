/**
 * @file `npm run bench:pipeline -- --mode webgpu`: a static recurrence through gpu.js's
 * `createPipeline`, against the same kernels launched one by one. The decision that the gpu backend
 * follows from it is written down in docs/results/gpu.md.
 *
 *   u = h U,  h' = tanh(x + u)        B rows, H units, T steps
 *
 * A pipeline's arguments come from the host at each call and its results go there; kernels launched
 * one by one leave U and every state on the device, where a training step needs them again.
 */
import { provideWebGpu } from "@heed/tensor/gpu/node";
import { GPU } from "gpu.js";
import { parseArgs } from "node:util";

/** The part of gpu.js that is used here; what it declares has no types for pipelines of arrays. */
interface Gpu {
  createKernel(source: unknown, settings: object): Step;
  createPipeline(plan: (h: unknown, x: unknown, U: unknown) => unknown): Pipeline;
  destroy(): Promise<void>;
}
type Step = (...args: readonly unknown[]) => unknown;
interface Pipeline {
  (h: Float32Array, x: Float32Array, U: Float32Array): Promise<unknown>;
  readonly executorKind: string;
  readonly fallbackReason: string | null;
}
interface Handle {
  toArray(): unknown;
  delete(): void;
}
interface KernelThis {
  readonly thread: { readonly x: number; readonly y: number };
  readonly constants: { readonly H: number };
}

const { values } = parseArgs({
  options: { mode: { type: "string", default: "webgpu" }, runs: { type: "string", default: "20" } },
});
const { mode } = values;
if (mode === "webgpu") await provideWebGpu();
const onDevice = mode !== "cpu" && mode !== "webasm";

const product = function (this: KernelThis, h: Float32Array, U: Float32Array): number {
  let total = 0;
  for (let k = 0; k < this.constants.H; k++) {
    total += h[this.thread.y * this.constants.H + k] * U[k * this.constants.H + this.thread.x];
  }
  return total;
};

const cell = function (this: KernelThis, x: Float32Array, u: Float32Array): number {
  const i = this.thread.y * this.constants.H + this.thread.x;
  return Math.tanh(Math.max(-15, Math.min(15, x[i] + u[i])));
};

const identity = function (this: KernelThis, x: Float32Array): number {
  return x[this.thread.y * this.constants.H + this.thread.x];
};

for (const [B, H, T] of [
  [32, 64, 16],
  [64, 256, 16],
]) {
  const gpu = new (GPU as unknown as new (settings: object) => Gpu)({ mode });
  const kernel = (source: unknown, rows: number, resident: boolean): Step =>
    gpu.createKernel(source, {
      output: [H, rows],
      constants: { H },
      constantTypes: { H: "Integer" },
      precision: "single",
      tactic: "precision",
      pipeline: resident,
      immutable: resident,
    });
  const random = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) / Math.sqrt(H));
  const [h, x, U] = [random(B * H), random(B * H), random(H * H)];

  // One by one: U, x and h are on the device before the clock starts, as parameters are.
  const upload = kernel(identity, B, onDevice);
  const [project, advance] = [kernel(product, B, onDevice), kernel(cell, B, onDevice)];
  const residentU = await kernel(identity, H, onDevice)(U);
  const [residentH, residentX] = [await upload(h), await upload(x)];
  const chained = async (): Promise<unknown> => {
    let state = residentH;
    for (let t = 0; t < T; t++) {
      const u = await project(flat(state), flat(residentU));
      const next = await advance(flat(residentX), flat(u));
      if (state !== residentH) free(state);
      free(u);
      state = next;
    }
    const cells = await read(state);
    free(state);
    return cells;
  };

  const [planned, gates] = [kernel(product, B, false), kernel(cell, B, false)];
  const recurrence = gpu.createPipeline((first, input, weights) => {
    let state = first;
    for (let t = 0; t < T; t++) state = gates(input, planned(state, weights));
    return state;
  });
  const pipelined = (): Promise<unknown> => recurrence(h, x, U);

  const [one, other] = [numbers(await chained()), numbers(await pipelined())];
  const apart = one.reduce((worst, y, i) => Math.max(worst, Math.abs(y - other[i])), 0);
  const times = { chained: [] as number[], pipelined: [] as number[] };
  for (let run = 0; run < Number(values.runs); run++) {
    times.chained.push(await timed(chained));
    times.pipelined.push(await timed(pipelined));
  }
  const why = recurrence.fallbackReason === null ? "" : ` (${recurrence.fallbackReason})`;
  console.log(
    `${mode} B ${B} H ${H} T ${T}: one by one ${median(times.chained).toFixed(2)} ms, ` +
      `pipeline ${median(times.pipelined).toFixed(2)} ms by ${recurrence.executorKind}${why}; ` +
      `largest difference ${apart.toExponential(1)}`,
  );
  await gpu.destroy();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

/** Kernels of the host give rows, and read one run of numbers. */
function flat(cells: unknown): unknown {
  return Array.isArray(cells) ? Float32Array.from(numbers(cells)) : cells;
}

function numbers(cells: unknown): number[] {
  return (cells as Iterable<Iterable<number>>)[Symbol.iterator] === undefined
    ? []
    : Array.from(cells as Iterable<Iterable<number>>).flatMap((row) => [...row]);
}

async function read(cells: unknown): Promise<unknown> {
  return onDevice ? await (cells as Handle).toArray() : cells;
}

function free(cells: unknown): void {
  if (onDevice) (cells as Handle).delete();
}
