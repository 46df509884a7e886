/**
 * @file The backends that conformance and laws run on. A new backend is one line here.
 */
import { reference, type Backend } from "@heed/tensor";

export const backends: readonly Backend[] = [reference];
