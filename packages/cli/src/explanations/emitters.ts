/**
 * @file Kernels in the languages of GPUs, as gpu.js translates them.
 */
import { openBackend } from "../backends.js";
import type { KernelLaunch } from "./launchesOf.js";

/** What gpu.js makes of a kernel, in one language. */
export interface Emitter {
  /** "WGSL" */
  readonly language: string;
  readonly emit: (launch: KernelLaunch) => string;
}

export type Language = "wgsl" | "glsl";

/** An emitter for each. Rejects with `UserError` where it does not work on this machine. */
export const emitters: Readonly<Record<Language, () => Promise<Emitter>>> = { wgsl, glsl };

/** Of WebGPU. It is translated before a device is asked for: none is needed. */
async function wgsl(): Promise<Emitter> {
  const { emitWgsl } = await import("@heed/tensor/gpu");
  const emit = ({ kernel, grid, constants, isNumber }: KernelLaunch): string =>
    emitWgsl(kernel, grid, constants, isNumber);
  return { language: "WGSL", emit };
}

/** Of WebGL. gpu.js translates for the context that it has: the kernel is launched, on a zero. */
async function glsl(): Promise<Emitter> {
  const backend = await openBackend("gpu-headlessgl");
  const emit = ({ kernel, grid, constants, isNumber }: KernelLaunch): string => {
    const zero = backend.allocate("float32", 1);
    const run = { storage: zero, offset: 0, length: 1 };
    const args = isNumber.map((number) => (number ? 0 : run));
    backend.launch(kernel, grid, constants, args, "float32").release();
    zero.release();
    // Texts come in the order of last use.
    return backend.kernelTexts().at(-1)?.emitted ?? "";
  };
  return { language: "GLSL", emit };
}
