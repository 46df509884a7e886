/**
 * @file Slabs: views as (axes before one, that axis, axes behind it), for kernels that join or pad
 * along the axis in the middle.
 */
import { rowMajorCopy } from "./copy.js";
import { foldAxes, threadStrides } from "./foldedAxes.js";
import { defineKernel, type Cells, type KernelThis } from "./kernel.js";
import type { Launch } from "./op.js";
import { rowMajorStrides, sizeOf } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** A view as a slab along an axis. Copies where the axes before it, or behind it, do not fold. */
export function slabOf(x: Tensor, axis: number): Tensor {
  const fold = (from: number, to?: number): { size: number; stride?: number } => {
    const shape = x.shape.slice(from, to);
    const { sizes, strides } = foldAxes(shape, [x.strides.slice(from, to)]);
    return { size: sizeOf(shape), ...(sizes.length <= 1 && { stride: strides[0][0] ?? 0 }) };
  };
  const [outer, inner] = [fold(0, axis), fold(axis + 1)];
  if (outer.stride === undefined || inner.stride === undefined) {
    return slabOf(rowMajorCopy(x), axis);
  }
  const shape = [outer.size, x.shape[axis], inner.size];
  return x.view(shape, [outer.stride, x.strides[axis], inner.stride]);
}

/** How many operands the kernel joins. */
const joined = 4;

const joinCells = defineKernel(
  "concat",
  function (
    this: KernelThis,
    a: Cells,
    b: Cells,
    c: Cells,
    d: Cells,
    aOffset: number,
    bOffset: number,
    cOffset: number,
    dOffset: number,
  ): number {
    // The grid is (outer axes, the joined axis, inner axes). Each offset is where the operand would
    // begin if it reached back to the beginning of the joined axis.
    const { x, y, z } = this.thread;
    if (y < this.constants.aEnd) {
      return a[aOffset + z * this.constants.aZ + y * this.constants.aY + x * this.constants.aX];
    }
    if (y < this.constants.bEnd) {
      return b[bOffset + z * this.constants.bZ + y * this.constants.bY + x * this.constants.bX];
    }
    if (y < this.constants.cEnd) {
      return c[cOffset + z * this.constants.cZ + y * this.constants.cY + x * this.constants.cX];
    }
    return d[dOffset + z * this.constants.dZ + y * this.constants.dY + x * this.constants.dX];
  },
);

/** Joins neighbours by fours, as in a tournament: a kernel takes a fixed number of operands. */
export function joinAlong(launch: Launch, xs: readonly Tensor[], axis: number): Tensor {
  const parts = xs.filter((x) => x.size > 0);
  if (parts.length <= 1) return rowMajorCopy(parts[0] ?? xs[0]);
  const winners: Tensor[] = [];
  for (let i = 0; i < parts.length; i += joined) {
    const group = parts.slice(i, i + joined);
    winners.push(group.length === 1 ? group[0] : joinGroup(launch, group, axis));
  }
  return winners.length === 1 ? winners[0] : joinAlong(launch, winners, axis);
}

function joinGroup(launch: Launch, xs: readonly Tensor[], axis: number): Tensor {
  const slabs = xs.map((x) => slabOf(x, axis));
  const constants: Record<string, number> = {};
  let end = 0;
  const offsets = ["a", "b", "c", "d"].map((name, i) => {
    const start = end;
    // Where there are fewer operands, the first stands for those that are never read.
    const slab = slabs[i] ?? slabs[0];
    if (i < slabs.length) end += slab.shape[1];
    constants[`${name}End`] = end;
    Object.assign(constants, threadStrides(name, slab.strides));
    return slab.offset - start * slab.strides[1];
  });
  const wholes = offsets.map((_, i) => ({ whole: slabs[i] ?? slabs[0] }));
  const [O, , I] = slabs[0].shape;
  const cells = launch(joinCells, [O, end, I], constants, ...wholes, ...offsets);
  const shape = xs[0].shape.map((extent, d) => (d === axis ? end : extent));
  return cells.view(shape, rowMajorStrides(shape));
}
