/**
 * @file Why a backend does not run on this machine, and what mends it: one line.
 */
import { createRequire } from "node:module";
import type { BackendError } from "@heed/tensor";
import type { BackendName } from "./backends.js";

const browserOnly = "it runs in a browser only";

/** Where an error of the backend alone would not tell. */
const mends: Partial<Readonly<Record<BackendName, () => string>>> = {
  "gpu-webgl2": () => browserOnly,
  "gpu-webgl": () => browserOnly,
  "gpu-headlessgl": headlessGlMend,
};

/** What to do about a backend that could not be made. */
export function mendOf(name: BackendName, { message }: BackendError): string {
  return mends[name]?.() ?? message;
}

/** gpu.js tries the npm package `gl`, and keeps to itself why it cannot use it. */
function headlessGlMend(): string {
  const ours = createRequire(import.meta.resolve("@heed/tensor/gpu"));
  const gpuJs = createRequire(ours.resolve("gpu.js"));
  try {
    gpuJs("gl");
    return "it needs a display: put `xvfb-run -a` before the command (on Debian: apt-get install xvfb xauth)";
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND") return `the npm package gl does not load: ${message}`;
    return `its npm package must be installed: ${buildGl}`;
  }
}

/** Where there is no binary of it to download, it is compiled for some minutes. */
const buildGl =
  "on Debian: apt-get install g++ make python3 pkg-config libxi-dev libglew-dev libegl1-mesa-dev xvfb xauth && " +
  "npm i --prefix ~/gl gl@8.1.6; then NODE_PATH=~/gl/node_modules xvfb-run -a npx heed …";
