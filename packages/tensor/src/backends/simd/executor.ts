/**
 * @file What computes in the SIMD backend: the same kernels, compiled to three modules.
 *
 *   wasm-simd      a product and a sum, each rounded
 *   wasm-fma       relaxed SIMD: a multiply-add in one rounding, where the processor has it
 *   wasm-fma-256   the same rounding, with tiles for compilers that make one register of 256 bits of
 *                  two of WebAssembly's 128 (kernels/wideTile.ts)
 *
 * Some of it V8 does only when it is told to, for the whole process:
 *
 *   relaxed SIMD was finished in V8 11.3 (Node 20), and is on by itself from 11.4 on;
 *   wide registers ("revectorization", on x86-64) are an experiment of V8's. In versions 13.6 to 14.6
 *   (Node 24 to 26) it takes the loops of the products; in 12.4 (Node 22) and 15.6 (Chromium 156) it
 *   leaves them as they are, or worse.
 */
import { BackendError } from "../../errors.js";

export type SimdExecutor = "wasm-simd" | "wasm-fma" | "wasm-fma-256";

/** A version of V8, and the flag that an executor takes in it. */
interface Flag {
  readonly flag: string;
  /** Major and minor version: the first that has it, and the first that does not, or needs it no more. */
  readonly from: readonly [number, number];
  readonly before: readonly [number, number];
  /** What Node must have been built with, by the name of its configuration. */
  readonly build?: string;
}

/** The quickest first. */
const flags: Readonly<Partial<Record<SimdExecutor, Flag>>> = {
  "wasm-fma-256": {
    flag: "--experimental-wasm-revectorize",
    from: [13, 6],
    before: [14, 7],
    build: "v8_enable_wasm_simd256_revec",
  },
  "wasm-fma": { flag: "--experimental-wasm-relaxed-simd", from: [11, 3], before: [11, 4] },
};

/** As much of Node as is used. */
interface NodeProcess {
  readonly versions?: { readonly v8?: string };
  readonly config?: { readonly variables: Readonly<Record<string, unknown>> };
  getBuiltinModule?(name: "node:v8"): { setFlagsFromString(flags: string): void };
}

function host(): NodeProcess {
  return (globalThis as { process?: NodeProcess }).process ?? {};
}

/**
 * The quickest executor that this Node can be made to run by a flag of its V8; `undefined`, for the
 * quickest that the host runs as it comes, where there is none.
 *
 * @example
 * const backend = createSimd({ executor: quickestExecutor() });
 * ops.add(tensor([1, 2], { backend }), 1).value.toArray(); // [2, 3]
 */
export function quickestExecutor(): SimdExecutor | undefined {
  return (Object.keys(flags) as SimdExecutor[]).find((executor) => flagFor(executor) !== undefined);
}

/** The flag by which this Node can be made to run an executor. */
function flagFor(executor: SimdExecutor): string | undefined {
  const { versions, config } = host();
  const known = flags[executor];
  if (known === undefined || versions?.v8 === undefined) return undefined;
  const { flag, from, before, build } = known;
  if (build !== undefined && config?.variables[build] !== 1) return undefined;
  const [major, minor] = versions.v8.split(".").map(Number);
  const isSince = ([M, m]: readonly [number, number]) => major > M || (major === M && minor >= m);
  return isSince(from) && !isSince(before) ? flag : undefined;
}

/**
 * Has V8 run an executor that it runs when told to, in this process, from now on. A browser cannot be
 * told: there it depends on how it was started (`--js-flags`). Throws `BackendError` in a Node that
 * cannot make wide registers.
 */
export function prepareHost(executor: SimdExecutor): void {
  const node = host();
  const flag = flagFor(executor);
  if (flag !== undefined) {
    node.getBuiltinModule?.("node:v8").setFlagsFromString(flag);
  } else if (executor === "wasm-fma-256" && node.versions?.v8 !== undefined) {
    throw new BackendError(
      "simd",
      "for wasm-fma-256 V8 must make registers of 256 bits",
      `V8 ${node.versions.v8}, which does not`,
      "take Node 24 to 26 on x86-64, or leave out `executor`",
    );
  }
}
