/**
 * @file What is measured on a backend, wherever that is: in a process of Node of its own, or in a
 * Worker of a page. Options and answers are plain data.
 */
import { predictBeam, predictGreedy } from "@heed/attention";
import type { Backend } from "@heed/tensor";
import type { KernelCount, Traffic } from "@heed/tensor/gpu";
import { isGpu } from "./backends.js";
import { referenceStep, type Workload } from "../workloads/step/referenceStep.js";
import { smallModel, tinySizes, usualSizes } from "./smallModel.js";
import { smallStep } from "./smallStep.js";

/** Tells how a job is going. */
export type Tell = (progress: unknown) => void;

/** The first step of a workload and those after it. */
export interface StepFigures {
  /** In the driver's words; empty where there is no driver. */
  readonly renderer: string;
  readonly parameters: number;
  readonly losses: readonly number[];
  /** Milliseconds of each step; the first one compiles what it needs. */
  readonly times: readonly number[];
  /** Of the last step; absent where nobody counts. */
  readonly traffic?: Traffic;
  readonly kernels?: KernelCount;
}

/** Training on batches of many shapes. */
export interface ShapeFigures {
  readonly milliseconds: number;
  readonly kernels?: KernelCount;
}

/** What is alive after some updates. */
export interface SoakRow {
  readonly updates: number;
  readonly storages: number;
  readonly bytes: number;
  /** Compiled and alive; 0 where nothing is compiled. */
  readonly kernels: number;
  readonly loss: number;
  /** Bytes of this process in memory, where it can tell. */
  readonly resident?: number;
}

export const jobs = {
  /** The reference step, or a small model's on lists of 10 numbers: every batch has one shape. */
  steps: async (
    backend: Backend,
    { workload, steps }: { readonly workload: "reference" | "small"; readonly steps: number },
    tell: Tell,
  ): Promise<StepFigures> => {
    const { step, parameters }: Workload =
      workload === "reference"
        ? referenceStep(backend)
        : smallStep(backend, { ...usualSizes, lengths: [10, 10] }, steps);
    const [losses, times]: number[][] = [[], []];
    let before = trafficOf(backend);
    for (let i = 0; i < steps; i++) {
      before = trafficOf(backend);
      const start = performance.now();
      losses.push(await step());
      times.push(performance.now() - start);
      tell(`step ${i + 1} of ${steps}: ${times[i].toFixed(0)} ms`);
    }
    const renderer = isGpu(backend) ? backend.renderer : "";
    const figures = { renderer, parameters, losses, times };
    if (!isGpu(backend) || before === undefined) return figures;
    return { ...figures, traffic: difference(backend.traffic, before), kernels: backend.kernels };
  },

  /** A small model on lists of 5 to 25 numbers: batches have many shapes. */
  shapes: async (
    backend: Backend,
    { padToMultipleOf, updates }: { readonly padToMultipleOf: number; readonly updates: number },
    tell: Tell,
  ): Promise<ShapeFigures> => {
    const { step } = smallStep(backend, { ...usualSizes, padToMultipleOf }, updates);
    const start = performance.now();
    for (let i = 1; i <= updates; i++) {
      await step();
      if (i % 10 === 0) tell(`update ${i} of ${updates}`);
    }
    const milliseconds = performance.now() - start;
    return isGpu(backend) ? { milliseconds, kernels: backend.kernels } : { milliseconds };
  },

  /**
   * Training, and decoding a few lists now and then; tells what is alive after 1, 2, 5, 10, 20, …
   * updates, and gives what is alive when all is freed. A tiny model is trained only: the shapes of
   * decoding vary, and so the kernels compiled for them.
   */
  soak: async (
    backend: Backend,
    { updates, tiny }: { readonly updates: number; readonly tiny: boolean },
    tell: Tell,
  ): Promise<{ readonly storages: number }> => {
    const { model, pairs, trainer } = smallModel(backend, tiny ? tinySizes : usualSizes);
    const sources = pairs.slice(0, 8).map(({ source }) => source);
    for (let update = 1; update <= updates; update++) {
      const { loss } = await trainer.update(update / updates);
      if (!tiny && update % 50 === 0) {
        const now = { ...model, parameters: trainer.parameters };
        await predictGreedy(now, sources);
        await predictBeam(now, sources, { width: 4 });
      }
      if (/^[125]0*$/.test(String(update)) || update === updates) {
        collectGarbage();
        const { storages, bytes } = backend.live;
        const kernels = isGpu(backend) ? backend.kernels.alive : 0;
        const row = { updates: update, storages, bytes, kernels, loss };
        tell({ ...row, ...residentMemory() } satisfies SoakRow);
      }
    }
    trainer.dispose();
    return { storages: backend.live.storages };
  },
};

export type Jobs = typeof jobs;

function trafficOf(backend: Backend): Traffic | undefined {
  return isGpu(backend) ? backend.traffic : undefined;
}

function difference(after: Traffic, before: Traffic): Traffic {
  const keys = Object.keys(after) as (keyof Traffic)[];
  const entries = keys.map((key) => [key, after[key] - before[key]]);
  return Object.fromEntries(entries) as Traffic;
}

/** Where the host lets it be asked for: what is garbage must not look like a leak. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Of a process of Node; a Worker of a page knows only its own. */
function residentMemory(): Pick<SoakRow, "resident"> {
  const host = globalThis as { process?: { memoryUsage(): { rss: number } } };
  return host.process === undefined ? {} : { resident: host.process.memoryUsage().rss };
}
