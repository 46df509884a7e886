/**
 * @file Every operator, forward and derivative, in each of gpu.js's modes of a browser, inside a
 * Worker of Chromium, against the float64 reference.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { ask } from "../support/browser.js";
import { conformanceRows } from "../support/conformance.js";
import { runs } from "../support/runs.js";
import { inChromium } from "./inChromium.js";

/** How many cases of a row: kernels of WebGL take longer to compile, one for each shape. */
const modes = [
  { mode: "webgl", count: 3 },
  { mode: "webgl2", count: 3 },
  { mode: "webgpu", count: 6 },
] as const;

inChromium({}, (open) => {
  describe.each(modes)("on gpu:$mode", ({ mode, count }) => {
    let page: Page;

    beforeAll(async () => {
      page = await open();
      await ask(page, "open", mode);
    });

    afterAll(() => page.close());

    for (const row of conformanceRows) {
      test(`${row.name} gives the float64 reference's ${row.side}`, async () => {
        await ask(page, "conform", row, runs(count).numRuns);
      });
    }
  });
});
