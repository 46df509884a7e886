/**
 * @file The backends that conformance and laws run on. A new backend is one line here.
 */
import { createSimd, reference, type Backend } from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";

export const backends: readonly Backend[] = [
  reference,
  createSimd(),
  createGpu({ mode: "cpu" }),
  createGpu({ mode: "webasm" }),
];
