/**
 * @file Debian's Chromium, and a server of pages for it. Its GPU is SwiftShader: software that is
 * right, and slow; so WebGL and WebGPU run on any machine.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import {
  build,
  createServer,
  defaultClientConditions,
  preview,
  type InlineConfig,
  type Plugin,
} from "vite";
import type { Tasks } from "../browser/page/tasks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = "/usr/bin/chromium";

/** Where pages of tests are, as the server names them. */
const pages = "test/browser/page/";

/** Why there is no browser to test in; empty where there is, and in CI, where there must be. */
export const noBrowser: string =
  existsSync(executablePath) || process.env.CI !== undefined ? "" : `there is no ${executablePath}`;

/** Behind a test's title: why it did not run. */
export function notRun(why: string): string {
  return why === "" ? "" : ` (not run: ${why})`;
}

/** Lets WebGPU run without a GPU. */
const softwareWebGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** How to start Chromium. */
export interface Launching {
  readonly webGpu?: boolean;
  /** Flags of V8's. */
  readonly v8?: readonly string[];
}

/** Chromium without a screen, and without WebGPU if so wished. */
export function launchChromium({ webGpu = true, v8 = [] }: Launching = {}): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-sync",
    ...(webGpu ? softwareWebGpu : []),
    ...(v8.length > 0 ? [`--js-flags=${v8.join(" ")}`] : []),
  ];
  return chromium.launch({ executablePath, args });
}

/** A server of the pages of test/browser/page. */
export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Isolated from other sites: only then may a page share memory between threads. */
const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** None of vite's conveniences. */
const config = {
  root,
  configFile: false,
  logLevel: "error",
  worker: { format: "es" },
} satisfies InlineConfig;

const address = { host: "127.0.0.1", port: 0, headers };

/** Serves sources as they are, each file for itself; only packages of others are bundled. */
export async function serveSources(): Promise<PageServer> {
  const server = await createServer({
    ...config,
    resolve: { conditions: ["heed-source", ...defaultClientConditions] },
    cacheDir: join(root, "node_modules/.vite/pages"),
    server: { ...address, watch: null, hmr: false },
    // What it would find only later it would have to reload the page for.
    optimizeDeps: { entries: [`${pages}*.ts`] },
  });
  await server.listen();
  const [local] = server.resolvedUrls?.local ?? [];
  return { url: `${local}${pages}`, close: () => server.close() };
}

/** Serves what a site would: the packages as built, bundled and minified by these plugins. */
export async function serveBundle(plugins: readonly Plugin[] = []): Promise<PageServer> {
  const outDir = await mkdtemp(join(tmpdir(), "heed-page-"));
  const input = join(root, pages, "index.html");
  await build({
    ...config,
    plugins: [...plugins],
    worker: { ...config.worker, plugins: () => [...plugins] },
    build: { outDir, rolldownOptions: { input } },
  });
  const server = await preview({ ...config, build: { outDir }, preview: address });
  const [local] = server.resolvedUrls?.local ?? [];
  return {
    url: `${local}${pages}`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** A page with a Worker of its own, which does what it is asked for. */
export async function openPage(browser: Browser, server: PageServer): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.url}index.html`);
  await page.waitForFunction("globalThis.ask");
  return page;
}

/** What the page's Worker answers. Rejects with its reason. */
export async function ask<T extends keyof Tasks>(
  page: Page,
  task: T,
  ...given: Parameters<Tasks[T]>
): Promise<Awaited<ReturnType<Tasks[T]>>> {
  const question = [task, given] as const;
  const answer = await page.evaluate(([task, given]) => globalThis.ask(task, given), question);
  return answer as Awaited<ReturnType<Tasks[T]>>;
}
