/** @file What a page's Worker can be asked for. */
import {
  createSimd,
  ops,
  tensor,
  type Backend,
  type Execution,
  type SimdExecutor,
} from "@heed/tensor";
import { createGpu, type GpuBackend, type GpuMode } from "@heed/tensor/gpu";
import { correctlyRounded, promisedByWgsl } from "../../support/accuracy.js";
import type { FunctionError } from "../../conformance/functionError.js";
import { gaugeOf, type Cases, type Gauge } from "../../conformance/gauge.js";
import type { RowError } from "../../conformance/rowError.js";
import { conform, type ConformanceRow } from "../../support/conformance.js";
import { outcomeOf, type Outcome } from "../../tensor/gpu/trap.js";
import { traps } from "../../tensor/gpu/traps.js";
import { compareProducts, type ProductSizes } from "./compareProducts.js";
import { runKernels, type KernelRun } from "./kernelRun.js";
import { runOwnOperator, type OwnRun } from "./ownOperator.js";
import { runReverse, type ReverseRun } from "./reverseRun.js";

let backend: GpuBackend | undefined;

function opened(): GpuBackend {
  if (backend === undefined) throw new Error("a mode must be open");
  return backend;
}

const simds = new Map<SimdExecutor, Backend>();

function simdBy(executor: SimdExecutor): Backend {
  const simd = simds.get(executor) ?? createSimd({ executor });
  simds.set(executor, simd);
  return simd;
}

let gauge: Gauge | undefined;

function gauging(): Gauge {
  if (gauge === undefined) throw new Error("a gauge must be open");
  return gauge;
}

/** What is asked comes as plain data, and so does the answer. */
export const tasks = {
  /** Opens the mode that the other tasks are to run on, and says what drives it. */
  open: async (mode: GpuMode): Promise<{ name: string; renderer: string }> => {
    backend = await createGpu({ mode });
    return { name: backend.name, renderer: backend.renderer };
  },

  /** Rejects where the mode misses the reference. */
  conform: (row: ConformanceRow, numRuns: number): Promise<void> =>
    conform(row, { [opened().name]: opened() }, { numRuns, accuracy: promisedByWgsl }),

  /** The same of the SIMD backend, by one of its executors. */
  conformSimd: (row: ConformanceRow, numRuns: number, executor: SimdExecutor): Promise<void> =>
    conform(row, { [executor]: simdBy(executor) }, { numRuns, accuracy: correctlyRounded }),

  /** How many elements of a product of such sizes two executors do not find alike, bit for bit. */
  compareProducts: (sizes: ProductSizes, ...by: [SimdExecutor, SimdExecutor]): Promise<number> =>
    compareProducts(sizes, by.map(simdBy)),

  runReverse: (updates: number): Promise<ReverseRun> => runReverse(opened(), "float32", updates),

  /** Gets ready to tell how far off a mode is, or SIMD, and says what computes. */
  openGauge: async (on: GpuMode | "simd"): Promise<string> => {
    gauge = gaugeOf(on === "simd" ? createSimd() : await createGpu({ mode: on }));
    return gauge.by;
  },

  rowError: (row: ConformanceRow, cases: Cases): Promise<RowError> => gauging().row(row, cases),

  sweep: (name: string, count: number): Promise<FunctionError> => gauging().sweep(name, count),

  sweepEvery: (n: number, name: string): Promise<FunctionError> => gauging().sweepEvery(n, name),

  runKernels: (): Promise<KernelRun> => runKernels(opened()),

  runOwnOperator: (): Promise<OwnRun> => runOwnOperator(opened()),

  /** Springs a trap, in a Worker where nothing else is open. */
  spring: (trap: number, mode: GpuMode): Promise<Outcome> => outcomeOf(traps[trap], mode),

  /** What runs where a mode may be replaced, and why it was. */
  openLeniently: async (mode: GpuMode): Promise<Execution> => {
    const lenient = await createGpu({ mode, strict: false });
    const x = tensor([1, 2], { backend: lenient });
    const { execution } = ops.neg(x);
    await lenient.close();
    return execution;
  },
};

export type Tasks = typeof tasks;
