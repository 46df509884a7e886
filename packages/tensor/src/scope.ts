/**
 * @file Scopes: who frees a tensor. Everything made inside `scope(() => …)` is freed at its end,
 * except what the function returns.
 */
import { HeedError } from "./errors.js";
import type { Tensor } from "./tensor.js";

/** What was made in a scope, in order; some of it may have been freed since. */
interface Scope {
  made: Tensor[];
  /** How long the list may get before those that were freed are struck off. */
  limit: number;
}

const shortList = 1024;

const scopes: Scope[] = [];

/** Tensors that outlive every scope. */
const kept = new WeakSet<Tensor>();

/**
 * Runs `body` and frees every tensor it made and did not return. Tensors are looked for in the
 * returned value itself, in arrays and in plain objects, and in anything with a tensor `value`;
 * they then belong to the enclosing scope, if there is one. Throws `HeedError` when `body` is async:
 * a scope ends before what its body waits for.
 */
export function scope<R>(body: () => R): R {
  const own: Scope = { made: [], limit: shortList };
  scopes.push(own);
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
    const returned = new Set<Tensor>();
    collectTensors(result, returned);
    for (const tensor of own.made) {
      if (tensor.isDisposed || kept.has(tensor)) continue;
      if (returned.has(tensor)) track(tensor);
      else tensor.dispose();
    }
  }
}

/** Hands a new tensor to the innermost scope. Called by the constructor of Tensor. */
export function track(tensor: Tensor): void {
  const own = scopes.at(-1);
  if (own === undefined) return;
  own.made.push(tensor);
  if (own.made.length < own.limit) return;
  own.made = own.made.filter(({ isDisposed }) => !isDisposed);
  own.limit = Math.max(shortList, 2 * own.made.length);
}

/** Takes a tensor out of the scope that it was made in, and of those around, so that it outlives them. */
export function keep<T extends Tensor>(tensor: T): T {
  kept.add(tensor);
  return tensor;
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
