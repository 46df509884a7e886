/**
 * @file The WGSL that gpu.js makes of a kernel for the mode webgpu, on a machine that has none.
 */
import type { Kernel } from "../../kernel.js";
import type { Shape } from "../../shape.js";
import { settingsOf } from "./compiledKernel.js";
import { wgslOf } from "./gpuJs.js";

/** What the gpu backend would compile for a launch of which `isNumber` tells arguments apart. */
export function emitWgsl(
  kernel: Kernel,
  grid: Shape,
  constants: Readonly<Record<string, number>>,
  isNumber: readonly boolean[],
): string {
  const argumentTypes = isNumber.map((number) => (number ? "Float" : "WebGPUBuffer"));
  const settings = settingsOf(kernel, { mode: "webgpu", grid, constants, argumentTypes });
  // Buffers of the host stand in for those of a device: only their number of sizes counts.
  const args = isNumber.map((number) => (number ? 1 : new Float32Array(1)));
  return wgslOf(kernel.source, settings, args);
}
