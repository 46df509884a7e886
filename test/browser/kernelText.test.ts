/**
 * @file The kernel that a reader sees is the kernel that runs: its function's text is what gpu.js
 * parsed, in the sources that a dev server serves, in a minified bundle and in Node; and the same
 * shaders and the same numbers come of it.
 */
import type { KernelText } from "@heed/tensor/gpu";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  launchChromium,
  noBrowser,
  notRun,
  openPage,
  serveBundle,
  serveSources,
  type PageServer,
} from "../support/browser.js";
import { devices } from "../support/devices.js";
import { runKernels, type KernelRun } from "./page/kernelRun.js";

/** Whatever a printer of code may set otherwise: semicolons behind braces, empty lines. */
function linesOf(text: string): string {
  return text.replaceAll("};", "}").replaceAll(/\n\s*\n/g, "\n");
}

function shadersOf({ compiled }: KernelRun): [string, string][] {
  return compiled.map(({ name, emitted }: KernelText) => [name, linesOf(emitted)]);
}

/** Each kernel once; one is compiled for every shape. */
function textsOf(
  kernels: readonly { readonly name: string; readonly source: string }[],
): Set<string> {
  return new Set(kernels.map(({ name, source }) => `${name}: ${source}`));
}

describe.skipIf(noBrowser !== "")(`in Chromium${notRun(noBrowser)}`, () => {
  let browser: Browser;
  let sources: PageServer;
  let bundle: PageServer;

  beforeAll(async () => {
    browser = await launchChromium();
    sources = await serveSources();
    bundle = await serveBundle();
  });

  afterAll(async () => {
    await browser.close();
    await sources.close();
    await bundle.close();
  });

  async function runIn(server: PageServer, mode: "webgl2" | "webgpu"): Promise<KernelRun> {
    const page = await openPage(browser, server);
    await ask(page, "open", mode);
    const run = await ask(page, "runKernels");
    await page.close();
    return run;
  }

  describe.each(["webgl2", "webgpu"] as const)("on gpu:%s", (mode) => {
    let served: KernelRun;
    let bundled: KernelRun;

    beforeAll(async () => {
      served = await runIn(sources, mode);
      bundled = await runIn(bundle, mode);
    });

    test("gpu.js parsed the text of the functions, served or bundled", () => {
      expect(textsOf(served.compiled)).toEqual(textsOf(served.written));
      expect(textsOf(bundled.compiled)).toEqual(textsOf(bundled.written));
      expect(served.compiled.length).toBeGreaterThan(served.written.length);
    });

    test("the minified bundle compiles the shaders of the sources", () => {
      expect(shadersOf(bundled)).toEqual(shadersOf(served));
      for (const { emitted } of served.compiled) expect(emitted).not.toBe("");
    });

    test("the minified bundle computes the numbers of the sources", () => {
      expect(bundled.losses).toEqual(served.losses);
    });
  });

  const { backend, why } = devices[0];

  test.skipIf(backend === undefined)(
    `Node compiles the browser's shaders${notRun(why)}`,
    async () => {
      if (backend === undefined) return;
      const here = await runKernels(backend);
      const there = await runIn(sources, "webgpu");
      expect(textsOf(here.compiled)).toEqual(textsOf(here.written));
      expect(shadersOf(here)).toEqual(shadersOf(there));
      await backend.close();
    },
  );
});
