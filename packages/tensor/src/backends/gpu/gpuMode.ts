/**
 * @file The modes of gpu.js: where it runs kernels. Apart from the backend, so that they can be
 * named without loading gpu.js.
 */

/** Every mode, the fastest first; each says what it compiles kernels to. */
export const gpuModes = [
  /** WGSL compute shaders: browsers, and Node with the npm package `webgpu`. */
  "webgpu",
  /** GLSL ES 3.00 fragment shaders: browsers. */
  "webgl2",
  /** GLSL ES 1.00 fragment shaders: browsers. */
  "webgl",
  /**
   * GLSL ES 1.00 fragment shaders: Node with the npm package `gl`. On Mesa's software renderer a
   * cell stops after 65,535 rounds of its loops, without a word: sums of more come in stages.
   */
  "headlessgl",
  /** WebAssembly: anywhere. */
  "webasm",
  /** Plain JavaScript: anywhere. */
  "cpu",
] as const;

export type GpuMode = (typeof gpuModes)[number];
