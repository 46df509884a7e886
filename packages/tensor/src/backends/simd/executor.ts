/**
 * @file What computes in the SIMD backend: the same kernels, compiled to three modules.
 *
 *   wasm-simd      a product and a sum, each rounded
 *   wasm-fma       relaxed SIMD: a multiply-add in one rounding, where the processor has it
 *   wasm-fma-256   the same rounding, with tiles for compilers that make one register of 256 bits of
 *                  two of WebAssembly's 128 (kernels/wideTile.ts)
 *
 * V8 has such a compiler: "revectorization", an experiment of its own behind a flag, on x86-64. In
 * versions 13.6 to 14.6 (Node 24 to 26) it takes the loops of the products; in 12.4 (Node 22) and 15.6
 * (Chromium 156) it leaves them as they are or worse.
 */
import { BackendError } from "../../errors.js";

export type SimdExecutor = "wasm-simd" | "wasm-fma" | "wasm-fma-256";

const flag = "--experimental-wasm-revectorize";

/** As much of Node as is used. */
interface NodeProcess {
  readonly versions?: { readonly v8?: string };
  /** What Node was built with. */
  readonly config?: { readonly variables: Readonly<Record<string, unknown>> };
  getBuiltinModule?(name: "node:v8"): { setFlagsFromString(flags: string): void };
}

function host(): NodeProcess {
  return (globalThis as { process?: NodeProcess }).process ?? {};
}

/**
 * The quickest executor that this host can be made to run: in a Node whose V8 can make wide registers
 * `wasm-fma-256`; `undefined`, for whatever the host runs as it comes, elsewhere.
 *
 * @example
 * const backend = createSimd({ executor: quickestExecutor() });
 */
export function quickestExecutor(): SimdExecutor | undefined {
  return canWiden() ? "wasm-fma-256" : undefined;
}

/** Whether this is a Node whose V8 has the compiler, in a version that takes our loops. */
function canWiden(): boolean {
  const { versions, config } = host();
  const [major, minor] = (versions?.v8 ?? "0.0").split(".").map(Number);
  const isBuiltIn = config?.variables.v8_enable_wasm_simd256_revec === 1;
  return isBuiltIn && (major === 14 || (major === 13 && minor >= 6));
}

/**
 * Has V8 make wide registers, in this process, of what is compiled from now on. A browser cannot be
 * asked: there it depends on how it was started (`--js-flags`). Throws `BackendError` in a Node that
 * cannot.
 */
export function widenRegisters(): void {
  const node = host();
  if (node.getBuiltinModule === undefined) return;
  if (!canWiden()) {
    throw new BackendError(
      "simd",
      "for wasm-fma-256 V8 must make registers of 256 bits",
      `V8 ${node.versions?.v8 ?? "of no version"}, which does not`,
      "take Node 24 to 26 on x86-64, or leave out `executor`",
    );
  }
  node.getBuiltinModule("node:v8").setFlagsFromString(flag);
}
