import type { Backend, KernelArgument, LiveCount, Replacement } from "../../backend.js";
import { bytesOf, hostArray, type DType, type HostArray } from "../../dtype.js";
import { BackendError, DTypeError } from "../../errors.js";
import type { Kernel } from "../../kernel.js";
import type { Shape } from "../../shape.js";
import { Storage, type Execution } from "../../storage.js";
import { GpuJs, type CompiledKernel, type GpuMode } from "./gpuJs.js";

class GpuStorage extends Storage {
  readonly cells: Float32Array;
  constructor(backend: Backend, dtype: DType, cells: Float32Array, execution: Execution) {
    super(backend, dtype, cells.length, execution);
    this.cells = cells;
  }
}
class GpuBackend implements Backend {
  readonly name = "gpu";
  readonly dtypes: readonly DType[] = ["float32", "int32"];
  readonly live: LiveCount = { storages: 0, bytes: 0 };
  readonly #gpuJs: GpuJs;
  readonly #cache = new Map<string, CompiledKernel>();
  constructor(mode: GpuMode) { this.#gpuJs = new GpuJs(mode); }
  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const cells = new Float32Array(length);
    if (data) cells.set(data);
    return this.#store(dtype, cells, "host");
  }
  #store(dtype: DType, cells: Float32Array, executor: string) {
    this.live.storages++;
    this.live.bytes += cells.length * 4;
    return new GpuStorage(this, dtype, cells, { backend: "gpu", executor });
  }
  free(storage: Storage): void { this.live.storages--; this.live.bytes -= storage.length * 4; }
  read(storage: Storage): Promise<HostArray> { return Promise.resolve(this.readSync(storage)); }
  readSync(storage: Storage): HostArray {
    const r = hostArray(storage.dtype, storage.length); r.set((storage as GpuStorage).cells); return r;
  }
  launch(kernel: Kernel, grid: Shape, constants: Readonly<Record<string, number>>, args: readonly KernelArgument[], dtype: DType): Storage {
    const values = args.map((a) => typeof a === "number" ? a : (a.storage as GpuStorage).cells.length === 0 ? new Float32Array(1) : (a.storage as GpuStorage).cells.slice(a.offset));
    const key = JSON.stringify([kernel.name, grid, constants, values.map((v) => typeof v === "number" ? "n" : v.length)]);
    let c = this.#cache.get(key);
    if (!c) { c = this.#gpuJs.compile(kernel, grid, constants, values); this.#cache.set(key, c); }
    return this.#store(dtype, c.run(values), c.mode);
  }
  replacement(): Replacement | undefined { return undefined; }
}
export function createGpu({ mode }: { mode: GpuMode }): Backend { return new GpuBackend(mode); }
