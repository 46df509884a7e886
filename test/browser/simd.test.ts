/**
 * @file The SIMD backend's wasm-fma-256, which Node 20 cannot run, in Chromium, whose V8 is told to make
 * registers of 256 bits wherever it can (of some versions that is not much): every operator against the
 * float64 reference, and products bit for bit against those of single registers. In Node 24 the tests of
 * all builds (support/backends.ts) run on them.
 */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { ask } from "../support/browser.js";
import { conformanceRows } from "../support/conformance.js";
import { runs } from "../support/runs.js";
import { inChromium } from "./inChromium.js";

/** Everything goes through the compiler that does it, from the first call on. */
const v8 = ["--experimental-wasm-revectorize", "--no-liftoff"];

/** On both sides of tiles, 5 × 16 and 5 × 8, and of blocks of 256 steps. */
const products = [
  { M: 5, K: 9, N: 16 },
  { M: 64, K: 256, N: 768 },
  { M: 33, K: 257, N: 31 },
  { M: 241, K: 515, N: 65 },
  { M: 7, K: 600, N: 17 },
];

inChromium({ v8 }, (open) => {
  let page: Page;

  beforeAll(async () => {
    page = await open();
  });

  for (const row of conformanceRows) {
    test(`by wasm-fma-256 ${row.name} gives the float64 reference's ${row.side}`, async () => {
      await ask(page, "conformSimd", row, runs(10).numRuns, "wasm-fma-256");
    });
  }

  test.each(products)(
    "registers of 256 bits give the product of 128, bit for bit: %o",
    async (sizes) => {
      expect(await ask(page, "compareProducts", sizes, "wasm-fma", "wasm-fma-256")).toBe(0);
    },
  );
});
