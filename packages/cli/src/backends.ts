/**
 * @file The backends that a command can run on. A new one is a name and a line here.
 */
import { UserError } from "@heed/attention";
import {
  BackendError,
  createSimd,
  gpuModes,
  quickestExecutor,
  reference,
  type Backend,
  type GpuMode,
} from "@heed/tensor";
import type { GpuBackend } from "@heed/tensor/gpu";
import { mendOf } from "./mend.js";

/** A mode of gpu.js by the name of its backend: "gpu-webgpu". */
type GpuName = `gpu-${GpuMode}`;

export type BackendName = "simd" | "reference" | GpuName;

type Backends = Readonly<
  Record<Exclude<BackendName, GpuName>, (threads: number) => Promise<Backend>> &
    Record<GpuName, () => Promise<GpuBackend>>
>;

const gpus = Object.fromEntries(
  gpuModes.map((mode) => [`gpu-${mode}` satisfies GpuName, () => gpu(mode)]),
) as Record<GpuName, () => Promise<GpuBackend>>;

/** How each is made, in so many threads if it has any. Rejects with `BackendError` where it cannot run. */
export const backends: Backends = {
  simd,
  reference: () => Promise.resolve(reference),
  ...gpus,
};

export const usualBackend: BackendName = "simd";

/**
 * What lengths of batches are rounded up to a multiple of, unless somebody says otherwise. gpu.js
 * compiles every kernel anew for every shape; eight leaves few shapes and adds little padding.
 */
export function usualPadding(name: BackendName): number {
  return name.startsWith("gpu-") ? 8 : 1;
}

/** Backends with something to give back. */
const open: { close(): Promise<void> }[] = [];

/**
 * The backend of a name, until `closeBackends`, in so many threads. Throws `UserError` where it
 * cannot run.
 */
export async function openBackend<Name extends BackendName>(
  name: Name,
  threads = 1,
): Promise<Awaited<ReturnType<Backends[Name]>>> {
  try {
    return (await backends[name](threads)) as Awaited<ReturnType<Backends[Name]>>;
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    const problem = `backend ${name} does not run here: ${mendOf(name, error)}`;
    throw new UserError(problem, { mend: "`npx heed doctor` lists what does", cause: error });
  }
}

/** Gives back what the opened backends hold of the machine. */
export async function closeBackends(): Promise<void> {
  await Promise.all(open.splice(0).map((backend) => backend.close()));
}

function simd(threads: number): Promise<Backend> {
  const backend = createSimd({ threads, executor: quickestExecutor() });
  open.push(backend);
  return Promise.resolve(backend);
}

/** gpu.js, loaded when it is asked for. */
async function gpu(mode: GpuMode): Promise<GpuBackend> {
  if (mode === "webgpu") {
    const { provideWebGpu } = await import("@heed/tensor/gpu/node");
    await provideWebGpu();
  }
  const { createGpu } = await import("@heed/tensor/gpu");
  const backend = await createGpu({ mode });
  open.push(backend);
  return backend;
}
