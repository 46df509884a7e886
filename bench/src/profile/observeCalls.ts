/**
 * @file Watches a backend at work, from outside: what it computes by itself and what it launches is
 * timed as it is called. For backends that have a result when the call returns.
 */
import { operators, type AnyOperator, type Backend, type Tensor } from "@heed/tensor";

/** An operator that the backend computed by itself, or a kernel that it ran for another. */
export interface Call {
  readonly name: string;
  /** Of the operands, in words. */
  readonly shapes: string;
  /** Without the calls within it. */
  readonly seconds: number;
  /** By the operator's own count; nothing where that is not known. */
  readonly flops?: number;
}

const table: Readonly<Record<string, AnyOperator | undefined>> = operators;

/** Tells every call from now on, until what is returned is called. */
export function observeCalls(backend: Backend, onCall: (call: Call) => void): () => void {
  const replacement = backend.replacement.bind(backend);
  const launch = backend.launch.bind(backend);
  /** Seconds of finished calls within each one that is open. */
  const within: number[] = [];
  const timed = <R>(run: () => R, describe: () => Omit<Call, "seconds">): R => {
    within.push(0);
    const start = performance.now();
    const result = run();
    const seconds = (performance.now() - start) / 1000;
    const own = seconds - (within.pop() ?? 0);
    if (within.length > 0) within[within.length - 1] += seconds;
    onCall({ ...describe(), seconds: own });
    return result;
  };

  backend.replacement = (name) => {
    const compute = replacement(name);
    if (compute === undefined) return undefined;
    return (inputs, attributes, shapes) =>
      timed(
        () => compute(inputs, attributes, shapes),
        () => {
          const ins = inputs.map(({ shape }) => shape);
          const flops = table[name]?.flops?.(ins, shapes, attributes);
          return { name, shapes: shapesText(inputs), ...(flops !== undefined && { flops }) };
        },
      );
  };
  backend.launch = (kernel, grid, ...rest) =>
    timed(
      () => launch(kernel, grid, ...rest),
      () => ({ name: kernel.name, shapes: grid.join("×") }),
    );
  return () => void Object.assign(backend, { replacement, launch });
}

/** "64×256 · 256×768ᵀ", and "16 of 64×256" for what repeats. */
function shapesText(inputs: readonly Tensor[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of inputs.map(shapeText)) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs
    .map(({ text, count }) =>
      count > 2 ? `${count} of ${text}` : Array<string>(count).fill(text).join(" · "),
    )
    .join(" · ");
}

/** A matrix whose columns lie together is marked as transposed; a single number is "1". */
function shapeText({ shape, strides, ndim }: Tensor): string {
  const isTransposed = ndim > 1 && strides[ndim - 2] === 1 && strides[ndim - 1] !== 1;
  return ndim === 0 ? "1" : `${shape.join("×")}${isTransposed ? "ᵀ" : ""}`;
}
