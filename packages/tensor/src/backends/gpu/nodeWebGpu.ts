/**
 * @file WebGPU in Node, where `navigator.gpu` is missing: that of the npm package `webgpu`, which is
 * Dawn, the implementation inside Chromium. It weighs 130 MB, so only those install it who want it.
 */
import { BackendError } from "../../errors.js";

/**
 * What Dawn lives as long as. It must not be collected while a device is in use, or the process
 * crashes; once held it does not keep the process from ending.
 */
let gpu: GPU | undefined;

/** A GPU for machines without one: the driver that Chromium brings along. */
const software =
  "a software one on Debian: apt-get install libvulkan1 chromium, and set " +
  "VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * Makes `navigator.gpu` what the npm package `webgpu` provides, unless there is one. Throws
 * `BackendError` where the package is not installed, its binary does not load, or it finds no GPU.
 */
export async function provideWebGpu(): Promise<void> {
  const host = globalThis as { navigator?: { readonly gpu?: GPU } };
  if (host.navigator?.gpu !== undefined) return;
  const { create, globals } = await loadDawn();
  gpu ??= create([]);
  if ((await gpu.requestAdapter()) === null) {
    throw new BackendError("webgpu", "there must be a GPU and its driver", "none", software);
  }
  Object.assign(globalThis, globals);
  // Node 20 has no navigator at all, later ones have one without a GPU.
  host.navigator ??= {};
  Object.defineProperty(host.navigator, "gpu", { value: gpu, enumerable: true });
}

async function loadDawn(): Promise<typeof import("webgpu")> {
  try {
    return await import("webgpu");
  } catch (error) {
    const { code, message } = error as NodeError;
    const refused =
      code === "ERR_MODULE_NOT_FOUND"
        ? new BackendError("webgpu", "its npm package must be installed", "none", "npm i webgpu")
        : new BackendError("webgpu", "its npm package must load here", message.split("\n")[0]);
    refused.cause = error;
    throw refused;
  }
}

interface NodeError extends Error {
  readonly code?: string;
}
