/**
 * @file The loops of the roof on the host: on SIMD, compiled from roof/roof.ts, on a memory of their
 * own; and in JavaScript.
 */
import { readFileSync } from "node:fs";
import type { RoofWorkload } from "./roof.js";

interface RoofModule {
  multiplyAdds(n: number, x: number): number;
  multiplyAddsInPairs(n: number, x: number, out: number): void;
  /** Addresses in bytes; n elements, a multiple of 16. */
  triad(a: number, b: number, c: number, s: number, n: number): void;
}

/** One run of a loop, and what it costs. */
export interface RoofLoop {
  readonly run: () => void;
  readonly flops: number;
  readonly bytes?: number;
}

/** Rounds of multiply-adds a call: short calls are what the optimizing compiler takes over. */
const rounds = 1000;
/** Four lanes; thirteen registers, or ten pairs of them; a product and a sum. */
const flopsOfRound = { single: 4 * 13 * 2, pairs: 4 * 20 * 2 };
/** So many in a run that asking a thread for it is nothing beside. */
const calls = 2000;
/** Bytes that a run of triads moves at least. */
const traffic = 2 ** 24;
const page = 2 ** 16;

/** What a thread is to run for the roof of SIMD. */
export interface SimdRoof {
  readonly workload: RoofWorkload;
  /** Whether V8 makes one register of two: then there are pairs. */
  readonly inPairs: boolean;
}

/** The loop, from the module that the host can run. */
export function simdLoop({ workload: { loop, bytes = page }, inPairs }: SimdRoof): RoofLoop {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / page) });
  const module = loadModule(memory);
  if (loop === "multiplyAdd") {
    return {
      run() {
        for (let i = 0; i < calls; i++) {
          if (inPairs) module.multiplyAddsInPairs(rounds, 0.5, 0);
          else module.multiplyAdds(rounds, 0.5);
        }
      },
      flops: calls * rounds * flopsOfRound[inPairs ? "pairs" : "single"],
    };
  }
  const { array, n, passes } = triadSizes(bytes);
  new Float32Array(memory.buffer).fill(1);
  return {
    run() {
      for (let i = 0; i < passes; i++) module.triad(0, array, 2 * array, 0.5, n);
    },
    flops: 2 * n * passes,
    bytes: bytes * passes,
  };
}

/** Bytes and elements of each of three arrays, and how often to go through them. */
function triadSizes(bytes: number): { array: number; n: number; passes: number } {
  const array = bytes / 3;
  const n = array / Float32Array.BYTES_PER_ELEMENT;
  return { array, n, passes: Math.max(1, Math.round(traffic / bytes)) };
}

/** What JavaScript can do at most, for whoever has nothing else. */
export function plainLoop({ loop, bytes = 0 }: RoofWorkload): RoofLoop {
  if (loop === "multiplyAdd") {
    return {
      run: () => void plainMultiplyAdds(calls * rounds, 0.999, 0.001),
      flops: calls * rounds * 12 * 2,
    };
  }
  const { n, passes } = triadSizes(bytes);
  const [a, b, c] = [0, 1, 2].map((x) => new Float32Array(n).fill(x));
  return {
    run() {
      for (let i = 0; i < passes; i++) plainTriad(a, b, c, 0.5);
    },
    flops: 2 * n * passes,
    bytes: bytes * passes,
  };
}

function plainMultiplyAdds(n: number, x: number, y: number): number {
  let [c0, c1, c2, c3, c4, c5] = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
  let [c6, c7, c8, c9, c10, c11] = [0.6, 0.7, 0.8, 0.9, 1.1, 1.2];
  for (let i = 0; i < n; i++) {
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
}

function plainTriad(a: Float32Array, b: Float32Array, c: Float32Array, s: number): void {
  for (let i = 0; i < a.length; i++) a[i] = b[i] + s * c[i];
}

function loadModule(memory: WebAssembly.Memory): RoofModule {
  const [relaxed, plain] = ["relaxed", "plain"].map((name) =>
    readFileSync(new URL(`../../dist/roof/${name}.wasm`, import.meta.url)),
  );
  const module = new WebAssembly.Module(WebAssembly.validate(relaxed) ? relaxed : plain);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as RoofModule;
}
