/**
 * @file The GPUs that Node can reach, through gpu.js's modes for them. Elements can only be awaited
 * there, and kernels take long to compile, so that these are tested apart from support/backends.ts.
 */
import { existsSync } from "node:fs";
import { createGpu, type GpuBackend, type GpuMode } from "@heed/tensor/gpu";
import { provideWebGpu } from "@heed/tensor/gpu/node";

/** A mode and its backend, or why it cannot run here. */
export interface Device {
  readonly mode: GpuMode;
  readonly backend?: GpuBackend;
  readonly why: string;
}

/** Chromium brings a driver that is software. Where no other is named, it stands in for a GPU. */
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (existsSync(softwareDriver)) process.env.VK_ICD_FILENAMES ??= softwareDriver;

/** Whether WebGPU may not be missing: in CI, and where there is a driver. */
const needsWebGpu = process.env.CI !== undefined || existsSync(softwareDriver);

export const devices: readonly Device[] = [
  await open("webgpu", needsWebGpu, provideWebGpu),
  await open("headlessgl", false),
];

/** Rejects where a mode that is needed cannot run. */
async function open(
  mode: GpuMode,
  isNeeded: boolean,
  prepare?: () => Promise<void>,
): Promise<Device> {
  try {
    await prepare?.();
    return { mode, backend: await createGpu({ mode }), why: "" };
  } catch (error) {
    if (isNeeded) throw error;
    return { mode, why: error instanceof Error ? error.message : String(error) };
  }
}
