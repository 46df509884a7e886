/**
 * @file What tells how far off a backend is: one that runs here, in Node, or one in the Worker of a
 * page.
 */
import { zeros, type Backend } from "@heed/tensor";
import { correctlyRounded, promisedByWgsl } from "../support/accuracy.js";
import type { ConformanceRow } from "../support/conformance.js";
import { errorOverEvery, functionError, type FunctionError } from "./functionError.js";
import { rowError, type RowError } from "./rowError.js";

/** Which cases of a row to try. */
export interface Cases {
  readonly cases: number;
  readonly seed: number;
}

export interface Gauge {
  /** What computes: the device in its driver's words, or the executor of a host's backend. */
  readonly by: string;
  row(row: ConformanceRow, cases: Cases): Promise<RowError>;
  /** An elementary function, over so many arguments. */
  sweep(name: string, count: number): Promise<FunctionError>;
  /** An elementary function of one number, over every n-th float32. */
  sweepEvery(n: number, name: string): Promise<FunctionError>;
  close(): Promise<void>;
}

/** A backend of this very process. A device is held to what WGSL promises, a host to float32. */
export function gaugeOf(backend: Backend & { readonly renderer?: string }): Gauge {
  const { renderer = "" } = backend;
  const accuracy = renderer === "" ? correctlyRounded : promisedByWgsl;
  const probe = zeros([1], { backend });
  const { executor } = probe.execution;
  probe.dispose();
  return {
    by: renderer === "" ? executor : renderer,
    row: (row, cases) => rowError(row, backend, { ...cases, accuracy }),
    sweep: (name, count) => functionError(name, backend, count),
    sweepEvery: (n, name) => errorOverEvery(n, name, backend),
    close: async () => undefined,
  };
}
