/**
 * @file The columns of the table: every backend in each of its modes, in Node and in a Worker of
 * Chromium.
 */
import type { GpuMode } from "@heed/tensor/gpu";
import type { Browser } from "playwright-core";
import { builds } from "../support/backends.js";
import { ask, openPage, type PageServer } from "../support/browser.js";
import { devices } from "../support/devices.js";
import { gaugeOf, type Gauge } from "./gauge.js";

export interface Column {
  readonly name: string;
  /** Rejects with why it does not run here. */
  open(): Promise<Gauge>;
}

const hosts = Object.entries(builds).map(([name, backend]) => ({ name, gauge: gaugeOf(backend) }));

export const inNode: readonly Column[] = [
  ...hosts
    // Where Node cannot fuse, all builds of SIMD are one.
    .filter(({ gauge: { by } }, i) => hosts.findIndex(({ gauge }) => gauge.by === by) === i)
    .map(({ name, gauge }) => ({ name, open: async () => gauge })),
  ...devices.map(({ mode, backend, why }) => ({
    name: mode === "webgpu" ? "gpu:webgpu, Node" : `gpu:${mode}`,
    open: async () => {
      if (backend === undefined) throw new Error(why);
      return { ...gaugeOf(backend), close: () => backend.close() };
    },
  })),
];

/** What a page of its own is asked; `connect` gives the browser and what serves it. */
export function inChromium(
  connect: () => Promise<{ readonly browser: Browser; readonly server: PageServer }>,
): readonly Column[] {
  const modes: readonly GpuMode[] = ["webgl", "webgl2", "webgpu"];
  const column = (name: string, on: GpuMode | "simd"): Column => ({
    name,
    async open() {
      const { browser, server } = await connect();
      const page = await openPage(browser, server);
      return {
        by: await ask(page, "openGauge", on),
        row: (row, cases) => ask(page, "rowError", row, cases),
        sweep: (name, count) => ask(page, "sweep", name, count),
        sweepEvery: (n, name) => ask(page, "sweepEvery", n, name),
        close: () => page.close(),
      };
    },
  });
  return [
    column("simd, Chromium", "simd"),
    ...modes.map((mode) => {
      const where = mode === "webgpu" ? ", Chromium" : "";
      return column(`gpu:${mode}${where}`, mode);
    }),
  ];
}
