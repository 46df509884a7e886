/**
 * @file The roof's loops as kernels: what a mode of gpu.js allows.
 */
import { defineKernel, Tensor, type Cells, type KernelThis } from "@heed/tensor";
import type { GpuBackend } from "@heed/tensor/gpu";
import { arrival, ranFor, type OpenBackend } from "../contender/backend.js";
import type { Ready } from "../contender/ready.js";
import type { RoofWorkload } from "./roof.js";

/** c = c · x + y in twelve numbers, each place of the grid beginning with others. */
const multiplyAdds = defineKernel(
  "multiplyAddRoof",
  function (this: KernelThis, x: number, y: number): number {
    let c0 = this.thread.x;
    let c1 = this.thread.x + 0.1;
    let c2 = this.thread.x + 0.2;
    let c3 = this.thread.x + 0.3;
    let c4 = this.thread.x + 0.4;
    let c5 = this.thread.x + 0.5;
    let c6 = this.thread.x + 0.6;
    let c7 = this.thread.x + 0.7;
    let c8 = this.thread.x + 0.8;
    let c9 = this.thread.x + 0.9;
    let c10 = this.thread.x + 1.1;
    let c11 = this.thread.x + 1.2;
    for (let i = 0; i < this.constants.rounds; i++) {
      c0 = c0 * x + y;
      c1 = c1 * x + y;
      c2 = c2 * x + y;
      c3 = c3 * x + y;
      c4 = c4 * x + y;
      c5 = c5 * x + y;
      c6 = c6 * x + y;
      c7 = c7 * x + y;
      c8 = c8 * x + y;
      c9 = c9 * x + y;
      c10 = c10 * x + y;
      c11 = c11 * x + y;
    }
    return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
  },
);

const triad = defineKernel(
  "triadRoof",
  function (this: KernelThis, b: Cells, c: Cells, s: number): number {
    return b[this.thread.x] + s * c[this.thread.x];
  },
);

/** Rounds of a place, and places: the host goes through them one by one, a device has many at once. */
const rounds = 1000;
const places = { host: 2 ** 8, device: 2 ** 16 };
const flopsOfRound = 12 * 2;

/** The loops as kernels of a mode of gpu.js, in Node or in a page's Worker. */
export async function prepareKernelRoof(
  { loop, bytes = 0 }: RoofWorkload,
  { backend, openMs, threads }: OpenBackend & { readonly backend: GpuBackend },
): Promise<Ready> {
  const n = bytes / 3 / Float32Array.BYTES_PER_ELEMENT;
  const grid = backend.renderer !== "" ? places.device : places.host;
  const [b, c] = [1, 2].map(() => backend.allocate("float32", n, new Float32Array(n).fill(1)));
  const whole = (storage: typeof b) => ({ storage, offset: 0, length: n });
  let result = new Tensor(backend.allocate("float32", 1), []);
  const run = async (): Promise<void> => {
    result.dispose();
    const storage =
      loop === "multiplyAdd"
        ? backend.launch(multiplyAdds, [grid], { rounds }, [0.999, 0.001], "float32")
        : backend.launch(triad, [n], {}, [whole(b), whole(c), 0.5], "float32");
    result = new Tensor(storage, [storage.length]);
    await arrival(result);
  };
  return {
    ran: () => ranFor(result),
    threads,
    compileMs: openMs,
    run,
    check: () => [],
    flops: loop === "multiplyAdd" ? grid * rounds * flopsOfRound : 2 * n,
    ...(loop === "triad" && { bytes }),
    release() {
      result.dispose();
      for (const storage of [b, c]) storage.release();
    },
  };
}
