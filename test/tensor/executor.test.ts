import { createSimd, ops, quickestExecutor, tensor } from "@heed/tensor";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test("each executor computes, or says what is missing", () => {
  for (const executor of ["wasm-simd", "wasm-fma", "wasm-fma-256"] as const) {
    let backend;
    try {
      backend = createSimd({ executor });
    } catch (error) {
      expect(executor).not.toBe("wasm-simd");
      expect(String(error)).toMatch(
        /: simd: (the host must run WebAssembly with relaxed SIMD|for wasm-fma-256 V8 must make registers of 256 bits); got .* \(.*leave out `executor`\)$/,
      );
      continue;
    }
    const x = tensor([1, 2], { backend });
    expect(ops.neg(x).execution).toEqual({ backend: "simd", executor });
  }
});

test("what quickestExecutor names can be had", () => {
  const executor = quickestExecutor();
  const x = tensor([1, 2], { backend: createSimd({ executor }) });
  if (executor !== undefined) expect(ops.neg(x).execution.executor).toBe(executor);
});

test.each([
  ["Node 20", "11.3.244.8-node.38", {}, "wasm-fma"],
  ["Node 22", "12.4.254.21-node.57", { v8_enable_wasm_simd256_revec: 1 }, undefined],
  ["Node 24", "13.6.233.17-node.53", { v8_enable_wasm_simd256_revec: 1 }, "wasm-fma-256"],
  ["Node 24 on ARM", "13.6.233.17-node.53", { v8_enable_wasm_simd256_revec: 0 }, undefined],
  ["Node 26", "14.6.202.34-node.34", { v8_enable_wasm_simd256_revec: 1 }, "wasm-fma-256"],
  ["one with the V8 of Chromium 156", "15.6.1", { v8_enable_wasm_simd256_revec: 1 }, undefined],
])("%s has what its V8 can be told to do", (_, v8, variables, executor) => {
  vi.stubGlobal("process", { versions: { v8 }, config: { variables } });
  expect(quickestExecutor()).toBe(executor);
});

test("a browser is not told anything", () => {
  vi.stubGlobal("process", undefined);
  expect(quickestExecutor()).toBeUndefined();
});
