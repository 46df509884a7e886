/**
 * @file The compiled kernels: which of the two modules the host can run, and making it ready.
 */
import { BackendError } from "../../errors.js";
import { plainBinary, relaxedBinary, type Kernels } from "./binary.generated.js";

export type { Kernels };

/** What the kernels of a module call a multiply-add. */
export type Executor = "wasm-fma" | "wasm-simd";

/**
 * Makes the kernels run on a memory. `fused` picks the module with relaxed SIMD, whose multiply-add
 * is fused where the processor has it; left out, the host decides by `WebAssembly.validate`.
 * Throws `BackendError` where the host cannot run the module.
 */
export function loadKernels(
  memory: WebAssembly.Memory,
  fused: boolean | undefined,
): { kernels: Kernels; module: WebAssembly.Module; executor: Executor } {
  const relaxed = bytesFrom(relaxedBinary);
  const chosen = fused ?? WebAssembly.validate(relaxed);
  const bytes = chosen ? relaxed : bytesFrom(plainBinary);
  if (!WebAssembly.validate(bytes)) {
    throw new BackendError(
      "simd",
      `the host must run WebAssembly with ${chosen ? "relaxed SIMD" : "SIMD"}`,
      "one that does not",
      chosen ? "leave out `fused`" : "every current browser and Node 20 do",
    );
  }
  const module = new WebAssembly.Module(bytes);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return {
    kernels: instance.exports as unknown as Kernels,
    module,
    executor: chosen ? "wasm-fma" : "wasm-simd",
  };
}

function bytesFrom(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  // Uint8Array.from would walk it by code points, which takes longer than all else at the start.
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
