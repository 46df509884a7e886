/**
 * @file Storage: a run of elements on one backend, shared by every view of it and freed with the
 * last one.
 */
import type { Backend } from "./backend.js";
import type { DType } from "./dtype.js";

/** What ran to produce a storage: never guessed, always told by the backend that did it. */
export interface Execution {
  /** Name of the backend, such as `simd` or `gpu:webgl2`. */
  readonly backend: string;
  /** What inside the backend did the work, such as `wasm-fma`, `webgl2` or `javascript`. */
  readonly executor: string;
  /** The device, in its driver's words, where the backend has one. */
  readonly renderer?: string;
  /** Why something else did the work than was asked for; absent where nothing else did. */
  readonly fallback?: string;
}

/** Elements on a backend. Each backend extends this with where its elements are. */
export abstract class Storage {
  readonly backend: Backend;
  readonly dtype: DType;
  /** Number of elements. */
  readonly length: number;
  readonly execution: Execution;
  #references = 1;

  constructor(backend: Backend, dtype: DType, length: number, execution: Execution) {
    this.backend = backend;
    this.dtype = dtype;
    this.length = length;
    this.execution = execution;
  }

  /** One more tensor looks at these elements. */
  retain(): void {
    this.#references++;
  }

  /** One tensor fewer; the last one out gives the elements back to the backend. */
  release(): void {
    if (--this.#references === 0) this.backend.free(this);
  }
}
