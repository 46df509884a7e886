/**
 * @file Scopes: who frees a tensor. Everything made inside `scope(() => …)` is freed at its end,
 * except what the function returns.
 */
import { HeedError } from "./errors.js";
import type { Tensor } from "./tensor.js";

const scopes: Set<Tensor>[] = [];

/**
 * Runs `body` and frees every tensor it made and did not return. Tensors are looked for in the
 * returned value itself, in arrays and in plain objects, and in anything with a tensor `value`;
 * they then belong to the enclosing scope, if there is one. Throws `HeedError` when `body` is async:
 * a scope ends before what its body waits for.
 */
export function scope<R>(body: () => R): R {
  const made = new Set<Tensor>();
  scopes.push(made);
  let result: R | undefined;
  try {
    result = body();
    if (result instanceof Promise) {
      // What it still does will fail on freed tensors; this error says why, so that one need not.
      result.catch(() => undefined);
      throw new HeedError(
        "scope",
        "its function must not wait",
        "a promise",
        "return the tensors and read them after the scope",
      );
    }
    return result;
  } finally {
    scopes.pop();
    const kept = new Set<Tensor>();
    collectTensors(result, kept);
    const outer = scopes.at(-1);
    for (const tensor of made) {
      if (!kept.has(tensor)) tensor.dispose();
      else outer?.add(tensor);
    }
  }
}

/** Hands a new tensor to the innermost scope. Called by the constructor of Tensor. */
export function track(tensor: Tensor): void {
  scopes.at(-1)?.add(tensor);
}

/** Takes a tensor out of the innermost scope, so that it outlives it. */
export function keep<T extends Tensor>(tensor: T): T {
  for (const made of scopes) made.delete(tensor);
  return tensor;
}

/** Forgets a tensor that was disposed of before its scope ended. */
export function forget(tensor: Tensor): void {
  scopes.at(-1)?.delete(tensor);
}

function collectTensors(value: unknown, into: Set<Tensor>): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  if (isTensor(value)) into.add(value);
  else if (Array.isArray(value)) for (const item of value) collectTensors(item, into);
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) collectTensors(item, into);
  } else if ("value" in value && isTensor(value.value)) into.add(value.value);
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "storage" in value && "strides" in value;
}
