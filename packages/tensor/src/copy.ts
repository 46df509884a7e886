/**
 * @file Copying a view into row-major order, for kernels that read their operands front to back.
 */
import { wholeRun } from "./backend.js";
import { ShapeError } from "./errors.js";
import { foldAxes } from "./foldedAxes.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "./kernel.js";
import { formatShape } from "./shape.js";
import { Tensor } from "./tensor.js";

/** How many separately strided axes a view may have and still be copied by a kernel. */
const maxFoldedAxes = 5;

/** The elements of a view, copied into row-major order by a kernel on the view's backend. */
export function rowMajorCopy(x: Tensor): Tensor {
  if (x.size === 0) return new Tensor(x.backend.allocate(x.dtype, 0), x.shape);
  const {
    sizes,
    strides: [strides],
  } = foldAxes(x.shape, [x.strides]);
  const lead = maxFoldedAxes - sizes.length;
  if (lead < 0) {
    throw new ShapeError(
      "copy",
      `a view may have at most ${String(maxFoldedAxes)} separately strided axes`,
      `shape ${formatShape(x.shape)} with strides ${formatShape(x.strides)}`,
    );
  }
  const constants: Record<string, number> = {};
  for (let d = 0; d < maxFoldedAxes; d++) {
    constants[`n${String(d)}`] = d < lead ? 1 : sizes[d - lead];
    constants[`s${String(d)}`] = d < lead ? 0 : strides[d - lead];
  }
  const args = [wholeRun(x.storage), x.offset];
  const copy = x.backend.launch(stridedCopy, [x.size], constants, args, x.dtype);
  return new Tensor(copy, x.shape);
}

interface CopyThis extends KernelThis {
  readonly quotient: (i: number, n: number) => number;
}

const stridedCopy: Kernel = defineKernel(
  "stridedCopy",
  function (this: CopyThis, x: Cells, offset: number): number {
    const i = this.thread.x;
    const q3 = this.quotient(i, this.constants.n4);
    const q2 = this.quotient(q3, this.constants.n3);
    const q1 = this.quotient(q2, this.constants.n2);
    const q0 = this.quotient(q1, this.constants.n1);
    return x[
      offset +
        q0 * this.constants.s0 +
        (q1 - q0 * this.constants.n1) * this.constants.s1 +
        (q2 - q1 * this.constants.n2) * this.constants.s2 +
        (q3 - q2 * this.constants.n3) * this.constants.s3 +
        (i - q3 * this.constants.n4) * this.constants.s4
    ];
  },
  {
    functions: {
      /** ⌊i / n⌋ of integers. A GPU's division may be off by a few units in the last place. */
      quotient: function (i: number, n: number): number {
        const near = Math.floor((i + 0.5) / n);
        if (near * n > i) {
          return near - 1;
        }
        if ((near + 1) * n > i) {
          return near;
        }
        return near + 1;
      },
    },
  },
);
