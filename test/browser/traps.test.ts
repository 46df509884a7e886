/**
 * @file The traps of gpu.js in each of its modes of a browser, inside a Worker of Chromium; and where
 * there is no WebGPU, as in most browsers on Linux.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  launchChromium,
  noBrowser,
  notRun,
  openPage,
  serveSources,
  type PageServer,
} from "../support/browser.js";
import { traps } from "../tensor/gpu/traps.js";

describe.skipIf(noBrowser !== "")(`in Chromium${notRun(noBrowser)}`, () => {
  let server: PageServer;

  beforeAll(async () => {
    server = await serveSources();
  });

  afterAll(() => server.close());

  describe.each(["webgl", "webgl2", "webgpu"] as const)("in gpu.js's mode %s", (mode) => {
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      browser = await launchChromium();
      page = await openPage(browser, server);
    });

    afterAll(() => browser.close());

    for (const [i, { title, modes }] of traps.entries()) {
      if (modes !== undefined && !modes.includes(mode)) continue;
      test(title, async () => {
        const { got, want } = await ask(page, "spring", i, mode);
        expect(got).toEqual(want);
      });
    }
  });

  test("without WebGPU its mode is refused; whoever is not strict gets webgl2, and hears why", async () => {
    const browser = await launchChromium({ webGpu: false });
    try {
      const page = await openPage(browser, server);
      await expect(ask(page, "open", "webgpu")).rejects.toThrow("webgpu");
      const execution = await ask(page, "openLeniently", "webgpu");
      expect(execution).toMatchObject({ backend: "gpu:webgl2", executor: "webgl2" });
      expect(execution.fallback).toMatch(/webgpu/);
    } finally {
      await browser.close();
    }
  });
});
