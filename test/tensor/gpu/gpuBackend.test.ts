/**
 * @file What only a host can see of the gpu backend: modes that it lacks, and strangers.
 */
import { BackendError, ops, reference, tensor } from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";
import { expect, test } from "vitest";

test("a mode that this machine lacks is refused by name", async () => {
  const webgl = createGpu({ mode: "webgl" });
  await expect(webgl).rejects.toThrow(BackendError);
  await expect(webgl).rejects.toThrow("gpu: gpu.js must support mode webgl here; got");
});

test("unless it is not strict: then the next mode that runs here does, and says so", async () => {
  const gpu = await createGpu({ mode: "webgl", strict: false });
  expect(["headlessgl", "webasm"]).toContain(gpu.mode);
  const x = tensor([1], { backend: gpu });
  expect(ops.neg(x).execution).toMatchObject({ backend: gpu.name, executor: gpu.mode });
  expect(x.execution.fallback).toMatch("gpu: gpu.js must support mode webgl here; got");
  await gpu.close();
});

test("a tensor of another backend is refused", async () => {
  const gpu = await createGpu({ mode: "cpu" });
  const x = tensor([1], { backend: reference });
  expect(() => gpu.readSync(x.storage)).toThrow(BackendError);
  await expect(gpu.read(x.storage)).rejects.toThrow("gpu: the tensor must be on this backend");
});
