/**
 * @file Every operator that the SIMD backend computes by a kernel of its own.
 */
import type { Replacement } from "../../backend.js";
import { additive } from "./additiveScore.js";
import { elementwise } from "./elementwise.js";
import { gather } from "./gather.js";
import { products } from "./matmul.js";
import { sumsOfProducts } from "./matmulSum.js";
import { movement } from "./movement.js";
import { optimizers } from "./optimizers.js";
import { recurrent } from "./recurrent.js";
import { reductions } from "./reductions.js";
import { rows } from "./rows.js";
import type { SimdBackend } from "./simdBackend.js";

const families = [
  elementwise,
  movement,
  reductions,
  rows,
  products,
  sumsOfProducts,
  recurrent,
  additive,
  gather,
  optimizers,
];

/** The replacements by operator name, bound to a backend's memory. */
export function replacementsOn(simd: SimdBackend): ReadonlyMap<string, Replacement> {
  const entries = families.flatMap((family) => Object.entries(family(simd)));
  // An operator is applied with the attributes that it declares, which its replacement names too.
  return new Map(entries as [string, Replacement][]);
}
