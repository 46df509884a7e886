/**
 * @file Kernels that walk: a result and its operands side by side, whatever their strides. A long walk
 * is cut among the threads, each call with a layout of its own.
 */
import { broadcastStrides, rowMajorStrides, sameShape, sizeOf } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Kernels } from "./kernelModule.js";
import { cut, layoutBytes, walksOf, writeLayout, type Placed, type Walk } from "./layout.js";
import type { SimdBackend } from "./simdBackend.js";
import { mostCalls } from "./threadPool.js";

/** What it takes to move an element, in floating-point operations of a product. */
const workOfMove = 10;

/** Elements in a line of the cache. */
const lineLength = 16;

/** Runs a kernel, whose last argument is a layout, over a row-major result and its operands. */
export function walk(
  simd: SimdBackend,
  kernel: keyof Kernels,
  out: Tensor,
  operands: readonly Tensor[],
): void {
  const all = [out, ...operands];
  const addresses = all.map((x) => simd.address(x));
  if (operands.every((x) => x.isRowMajor && sameShape(x.shape, out.shape))) {
    // What most calls come to: one run of elements.
    runWalks(simd, kernel, [{ addresses, sizes: [out.size], strides: all.map(() => [1]) }]);
    return;
  }
  const arrays = all.map(({ shape, strides }, i) => ({
    address: addresses[i],
    strides: broadcastStrides(shape, strides, out.shape),
  }));
  runWalks(simd, kernel, walksOf(out.shape, arrays));
}

/** Copies views to where each is to lie; the places must not overlap. */
export function copyAll(
  simd: SimdBackend,
  copies: readonly (readonly [target: Placed, x: Tensor])[],
): void {
  const walks = copies.flatMap(([target, x]) =>
    walksOf(x.shape, [target, { address: simd.address(x), strides: x.strides }]),
  );
  runWalks(simd, "copy", walks);
}

/** A row-major copy of a view. */
export function rowMajorCopy(simd: SimdBackend, x: Tensor): Tensor {
  const out = simd.result(x.shape, x.dtype);
  copyAll(simd, [[{ address: simd.address(out), strides: rowMajorStrides(x.shape) }, x]]);
  return out;
}

/** Carries out walks that write to different places: on all threads if they are worth it. */
function runWalks(simd: SimdBackend, kernel: keyof Kernels, walks: readonly Walk[]): void {
  const work = walks.reduce((total, { sizes }) => total + sizeOf(sizes) * workOfMove, 0);
  const cutting = simd.shares(mostCalls, work).length > 1;
  const all = cutting && walks.length === 1 ? cut(walks[0], sharesOf(simd, walks[0])) : walks;
  const together = cutting ? mostCalls : 1;
  for (let first = 0; first < all.length; first += together) {
    const { layouts } = simd;
    const calls = all.slice(first, first + together).map((one, i) => {
      const layout = layouts + i * layoutBytes;
      writeLayout(simd.words(layout, layoutBytes / Int32Array.BYTES_PER_ELEMENT), one);
      return [...one.addresses, layout];
    });
    simd.run(kernel, calls);
  }
}

/** Ranges of a walk's first axis; of its only one, whole lines of the cache. */
function sharesOf(simd: SimdBackend, { sizes }: Walk): (readonly [from: number, to: number])[] {
  const [first = 1] = sizes;
  const grain = sizes.length > 1 ? 1 : lineLength;
  const units = Math.ceil(first / grain);
  return simd.shares(units, sizeOf(sizes) * workOfMove).map(([from, to]) => {
    return [from * grain, Math.min(first, to * grain)];
  });
}
