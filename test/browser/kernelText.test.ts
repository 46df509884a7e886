/**
 * @file The kernel that a reader sees is the kernel that runs: its function's text is what gpu.js
 * parsed, in the sources that a dev server serves, in a site's minified bundle of the built packages and
 * in Node; and the same shaders and the same numbers come of it.
 */
import type { GpuMode, KernelText } from "@heed/tensor/gpu";
import { keepKernelText } from "@heed/tensor/vite";
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
import type { Tasks } from "./page/tasks.js";

/** Whatever a printer of code may set otherwise: semicolons behind braces, empty lines. */
function linesOf(text: string): string {
  return text.replaceAll("};", "}").replaceAll(/\n\s*\n/g, "\n");
}

function shadersOf({ compiled }: Pick<KernelRun, "compiled">): [string, string][] {
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
  /** Of somebody who knows nothing of kernels' texts. */
  let bundle: PageServer;
  let bundleWithPlugin: PageServer;

  beforeAll(async () => {
    browser = await launchChromium();
    sources = await serveSources();
    bundle = await serveBundle();
    bundleWithPlugin = await serveBundle([keepKernelText()]);
  });

  afterAll(async () => {
    await browser.close();
    await sources.close();
    await bundle.close();
    await bundleWithPlugin.close();
  });

  async function runIn<T extends "runKernels" | "runOwnOperator">(
    server: PageServer,
    mode: GpuMode,
    task: T,
  ): Promise<Awaited<ReturnType<Tasks[T]>>> {
    const page = await openPage(browser, server);
    await ask(page, "open", mode);
    const run = await ask<T>(page, task, ...([] as Parameters<Tasks[T]>));
    await page.close();
    return run;
  }

  describe.each(["webgl2", "webgpu"] as const)("on gpu:%s", (mode) => {
    let served: KernelRun;
    let bundled: KernelRun;

    beforeAll(async () => {
      served = await runIn(sources, mode, "runKernels");
      bundled = await runIn(bundle, mode, "runKernels");
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

    test("a page's own operator is minified unharmed with the plugin", async () => {
      const ownServed = await runIn(sources, mode, "runOwnOperator");
      const ownBundled = await runIn(bundleWithPlugin, mode, "runOwnOperator");
      expect(ownServed.spread).toEqual([6, 22]);
      expect(ownBundled.spread).toEqual([6, 22]);
      expect(shadersOf(ownServed)).toHaveLength(1);
      expect(shadersOf(ownBundled)).toEqual(shadersOf(ownServed));
    });
  });

  const { backend, why } = devices[0];

  test.skipIf(backend === undefined)(
    `Node compiles the browser's shaders${notRun(why)}`,
    async () => {
      if (backend === undefined) return;
      const here = await runKernels(backend);
      const there = await runIn(sources, "webgpu", "runKernels");
      expect(textsOf(here.compiled)).toEqual(textsOf(here.written));
      expect(shadersOf(here)).toEqual(shadersOf(there));
      await backend.close();
    },
  );
});
