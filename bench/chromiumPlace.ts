/**
 * @file A Worker of a page in Chromium, without a screen and with SwiftShader for a GPU.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { listener, type Answer, type Place } from "./place.js";
import { processesUnder } from "./processMemory.js";

/** Of the repository, seen from bench/dist. */
const root = fileURLToPath(new URL("../..", import.meta.url));

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

/** Rejects where there is no Chromium. */
export async function chromiumPlace(): Promise<Place> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    cacheDir: join(root, "node_modules/.vite/bench"),
    server: { host: "127.0.0.1", port: 0, watch: null, hmr: false },
    // What it would find only later it would have to reload the page for.
    optimizeDeps: { entries: ["bench/page/*.ts"] },
  });
  await server.listen();
  const page = await browser.newPage();
  let hearAnswer: (answer: Answer) => void = () => undefined;
  await page.exposeFunction("hear", (answer: Answer) => hearAnswer(answer));
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}bench/page/index.html`);
  await page.waitForFunction("globalThis.ask");

  return {
    ask: (question, hear) =>
      new Promise((resolve, reject) => {
        hearAnswer = listener(hear, resolve, reject);
        page.once("crash", () => reject(new Error("the page crashed")));
        page.evaluate((question) => globalThis.ask(question), question).catch(reject);
      }),
    memory() {
      const kinds = { "gpu-process": "GPU process", renderer: "renderer" };
      const sizes: Record<string, number> = {};
      for (const { command, resident } of processesUnder(process.pid)) {
        const [, kind] = /--type=(\S+)/.exec(command) ?? [];
        if (!(kind in kinds)) continue;
        const name = kinds[kind as keyof typeof kinds];
        sizes[name] = (sizes[name] ?? 0) + resident;
      }
      return sizes;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
