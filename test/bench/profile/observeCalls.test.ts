import { createSimd, full, ops, reference, tensor } from "@heed/tensor";
import { describe, expect, it } from "vitest";
import { observeCalls, type Call } from "../../../bench/src/profile/observeCalls.js";
import { profileStep } from "../../../bench/src/profile/profileStep.js";
import { stepSizes } from "../../../bench/src/workloads/step/stepSizes.js";

const small = { ...stepSizes(8), E: 6, A: 5, B: 3, S: 4, T: 3 };

describe("watching a backend", () => {
  it("tells an operator, the shapes it saw and its own count of operations", () => {
    const backend = createSimd();
    const a = tensor([[1, 2, 3]], { backend });
    const b = ops.transpose(tensor([[4, 5, 6]], { backend }));
    const calls: Call[] = [];
    const stop = observeCalls(backend, (call) => calls.push(call));
    const product = ops.matmul(a, b);
    stop();
    expect(product.toArray()).toEqual([[32]]);
    expect(calls).toEqual([
      { name: "matmul", shapes: "1×3 · 3×1ᵀ", seconds: expect.any(Number) as number, flops: 6 },
    ]);
  });

  it("counts what repeats in a list", () => {
    const backend = createSimd();
    const x = tensor([1, 2], { backend });
    const calls: Call[] = [];
    const stop = observeCalls(backend, (call) => calls.push(call));
    ops.concat([x, x, x, x], { axis: 0 });
    stop();
    expect(calls.map(({ shapes }) => shapes)).toEqual(["4 of 2"]);
  });

  it("names kernels where the backend launches them", () => {
    const calls: Call[] = [];
    const stop = observeCalls(reference, (call) => calls.push(call));
    ops.exp(tensor([1, 2, 3], { backend: reference }));
    stop();
    expect(calls).toMatchObject([{ name: "exp", shapes: "3" }]);
  });

  it("does not count what an operator leaves to another one", () => {
    const backend = createSimd();
    const own = backend.replacement.bind(backend);
    backend.replacement = (name) => (name === "neg" ? ([x]) => [ops.exp(ops.log(x))] : own(name));
    const calls: Call[] = [];
    const stop = observeCalls(backend, (call) => calls.push(call));
    ops.neg(full([1 << 20], 2, { backend }));
    stop();
    expect(calls.map(({ name }) => name)).toEqual(["log", "exp", "neg"]);
    const [log, exp, neg] = calls.map(({ seconds }) => seconds);
    expect(neg).toBeLessThan(log + exp);
  });

  it("ends when it is told to", () => {
    const backend = createSimd();
    const calls: Call[] = [];
    observeCalls(backend, (call) => calls.push(call))();
    ops.exp(tensor([1], { backend }));
    expect(calls).toEqual([]);
  });
});

describe("the profile of a step", () => {
  it("has its three parts, within which all of its products are found", async () => {
    const backend = createSimd();
    const { ms, children } = await profileStep(backend, small, { name: "step", seconds: 0.01 });
    expect(children.map(({ name }) => name)).toEqual([
      "forward",
      "derivative",
      "update",
      "between operators",
    ]);
    expect(children.reduce((sum, child) => sum + child.ms, 0)).toBeCloseTo(ms, 6);
    const [forward, derivative, update] = children;
    const launches = (node: typeof forward, operator: string): number =>
      node.children.find(({ name }) => name === operator)?.launches ?? 0;
    expect(launches(forward, "matmul")).toBeGreaterThan(0);
    expect(launches(derivative, "matmul")).toBeGreaterThan(launches(forward, "matmul"));
    expect(launches(update, "adam")).toBeGreaterThan(0);
    expect(backend.live).toEqual({ storages: 0, bytes: 0 });
  });
});
