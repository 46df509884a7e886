/**
 * @file An operator of a page's own, written as users of the package do. Minifiers may name what a
 * block declares like an argument that the block does not need, and gather declarations in the head of
 * a loop: gpu.js makes other shaders of it then, or none.
 */
import {
  callable,
  defineKernel,
  defineOp,
  tensor,
  type Cells,
  type KernelThis,
  type NoAttributes,
  type Operator,
} from "@heed/tensor";
import type { GpuBackend } from "@heed/tensor/gpu";
import type { KernelRun } from "./kernelRun.js";

interface SpreadThis extends KernelThis {
  readonly gap: (low: number, high: number) => number;
}

const spreadCells = defineKernel(
  "spread",
  function (this: SpreadThis, x: Cells, scale: number): number {
    const start = this.thread.x * this.constants.C;
    let low = x[start];
    let high = x[start];
    for (let c = 1; c < this.constants.C; c++) {
      const cell = x[start + c];
      low = Math.min(low, cell);
      high = Math.max(high, cell);
    }
    return scale * this.gap(low, high);
  },
  {
    functions: {
      gap: function (low: number, high: number): number {
        return high - low;
      },
    },
  },
);

const spread: Operator<1, NoAttributes, "one"> = defineOp({
  name: "spread",
  about: "Twice the distance from each row's smallest cell to its largest.",
  formula: "y[n] = 2 (max_c x[n,c] − min_c x[n,c])",
  derivative: "none",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([[N]]) => [[N]],
  forward: (launch, [x]) => launch(spreadCells, [x.shape[0]], { C: x.shape[1] }, x, 2),
  sample: (draw) => ({ inputs: [{ shape: draw.shape(2, 2, 1), domain: "real" }] }),
});

/** Two rows' spread, and the text of the kernel that computed it. */
export interface OwnRun extends Pick<KernelRun, "compiled"> {
  readonly spread: readonly number[];
}

export async function runOwnOperator(backend: GpuBackend): Promise<OwnRun> {
  const x = tensor(
    [
      [1, 4, 2],
      [0.5, -8, 3],
    ],
    { backend },
  );
  const result = callable(spread)(x);
  const spreads = Array.from(await result.data());
  x.dispose();
  result.dispose();
  const compiled = backend.kernelTexts().filter(({ name }) => name === "spread");
  return { spread: spreads, compiled };
}
