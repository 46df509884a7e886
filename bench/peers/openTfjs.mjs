/**
 * @file TensorFlow.js on one of its backends that need no browser: `cpu`, plain JavaScript, or `wasm`.
 * Its WebAssembly has SIMD, but no threads in Node (tensorflow/tfjs#3830).
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { versionOf } from "./versionOf.mjs";

/** Opens it; says how long that took and what it is. */
export async function openTfjs(backend) {
  const start = performance.now();
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const files = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
    setWasmPaths(`${files}/`);
  }
  await tf.setBackend(backend);
  await tf.ready();
  const compileMs = performance.now() - start;
  const ran = { backend: `tfjs ${versionOf("@tensorflow/tfjs")}`, executor: tf.getBackend() };
  return { tf, compileMs, ran };
}
