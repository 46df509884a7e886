/**
 * @file The compiled kernels: which of the modules the host can run, and making it ready.
 */
import { BackendError } from "../../errors.js";
import { plainBinary, relaxedBinary, wideBinary, type Kernels } from "./binary.generated.js";
import { prepareHost, type SimdExecutor } from "./executor.js";

export type { Kernels };

const binaries: Readonly<Record<SimdExecutor, string>> = {
  "wasm-simd": plainBinary,
  "wasm-fma": relaxedBinary,
  "wasm-fma-256": wideBinary,
};

/**
 * Makes the kernels run on a memory. Left out, `asked` is `wasm-fma`, or `wasm-simd` where
 * `WebAssembly.validate` refuses that. Throws `BackendError` where the host cannot run the module.
 */
export function loadKernels(
  memory: WebAssembly.Memory,
  asked: SimdExecutor | undefined,
): { kernels: Kernels; module: WebAssembly.Module; executor: SimdExecutor } {
  if (asked !== undefined) prepareHost(asked);
  let executor = asked ?? "wasm-fma";
  let bytes = bytesFrom(binaries[executor]);
  if (asked === undefined && !WebAssembly.validate(bytes)) {
    executor = "wasm-simd";
    bytes = bytesFrom(binaries[executor]);
  }
  if (!WebAssembly.validate(bytes)) {
    throw new BackendError(
      "simd",
      `the host must run WebAssembly with ${executor === "wasm-simd" ? "SIMD" : "relaxed SIMD"}`,
      "one that does not",
      asked === undefined ? "every current browser and Node 20 do" : "leave out `executor`",
    );
  }
  const module = new WebAssembly.Module(bytes);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, module, executor };
}

function bytesFrom(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  // Uint8Array.from would walk it by code points, which takes longer than all else at the start.
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
