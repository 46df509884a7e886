/**
 * @file Every backend, and where it can run.
 */
import { chromiumPlace } from "./chromiumPlace.js";
import { nodePlace } from "./nodePlace.js";
import type { Place } from "./place.js";

/** A backend in one of the places where it runs. */
export interface Seat {
  readonly backend: string;
  readonly place: "Node" | "Chromium";
  readonly open: () => Promise<Place>;
}

const node = ["reference", "simd", "gpu-cpu", "gpu-webasm", "gpu-webgpu", "gpu-headlessgl"].map(
  (backend): Seat => ({ backend, place: "Node", open: async () => nodePlace() }),
);
const chromium = ["gpu-webgl", "gpu-webgl2", "gpu-webgpu"].map((backend): Seat => ({
  backend,
  place: "Chromium",
  open: chromiumPlace,
}));

export const seats: readonly Seat[] = [...node, ...chromium];
