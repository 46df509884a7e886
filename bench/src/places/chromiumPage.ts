/**
 * @file A page in Chromium, without a screen and with SwiftShader for a GPU, served from the sources.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { createServer } from "vite";

/** Of the repository, seen from bench/dist/places. */
const root = fileURLToPath(new URL("../../..", import.meta.url));

const args = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--disable-background-networking",
  "--disable-sync",
  "--js-flags=--expose-gc",
];

/** An isolated page has a clock of microseconds; any other one's is a hundred times coarser. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export interface OpenPage {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** A page of bench/src/page, which can call `globalThis.hear`. Rejects where there is no Chromium. */
export async function openPage(
  name: "index" | "contender",
  hear: (said: never) => void,
): Promise<OpenPage> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    cacheDir: join(root, "node_modules/.vite/bench"),
    server: { host: "127.0.0.1", port: 0, watch: null, hmr: false, headers: isolation },
    // What it would find only later it would have to reload the page for.
    optimizeDeps: { entries: ["bench/src/page/*.ts"] },
  });
  await server.listen();
  const page = await browser.newPage();
  await page.exposeFunction("hear", hear);
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}bench/src/page/${name}.html`);
  await page.waitForFunction("globalThis.ask");
  return {
    page,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
