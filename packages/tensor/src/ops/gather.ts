/**
 * @file Rows of a table by index (embeddings), and their sum back into the table.
 *
 *   gatherRows   y[i] = table[ids[i]]
 *   scatterRows  table[v] = Σ_{i : ids[i] = v} x[i]
 *   oneHot       y[i, v] = [ids[i] = v]
 *
 * V rows of E cells; `ids` of any shape. Each of the first two is the other's derivative.
 *
 * An index that names no row is refused with `IndexError` by `simd` and `reference`. On a GPU it
 * could only be read when the kernel has run: there it gives a row of zeros, as [ids[i] = v] does,
 * and nothing outside the table is read.
 */
import type { DType } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { checkIndices } from "../indices.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Operator, type NoAttributes } from "../op.js";
import { formatShape, sameShape, sizeOf } from "../shape.js";

const gatherCells = defineKernel(
  "gatherRows",
  function (this: KernelThis, table: Cells, ids: Cells): number {
    const id = ids[this.thread.y];
    if (id >= 0 && id < this.constants.V) {
      return table[id * this.constants.E + this.thread.x];
    }
    return 0;
  },
);

const scatterCells = defineKernel(
  "scatterRows",
  function (this: KernelThis, x: Cells, ids: Cells): number {
    let total = 0;
    for (let i = 0; i < this.constants.N; i++) {
      if (ids[i] === this.thread.y) {
        total += x[i * this.constants.E + this.thread.x];
      }
    }
    return total;
  },
);

/**
 * So many comparisons of a row of the table with an index, all cells of a table together, are done
 * by `scatterCells` at once; from there on the indices are first made into lists.
 */
const fewComparisons = 2 ** 20;

/**
 * For each row of the table the place of the first index that names it, and for each index the
 * place of the next one of the same row; −1 where there is none.
 */
const listCells = defineKernel("scatterRowsLists", function (this: KernelThis, ids: Cells): number {
  let row = this.thread.x;
  let after = -1;
  if (this.thread.x >= this.constants.V) {
    after = this.thread.x - this.constants.V;
    row = ids[this.thread.x - this.constants.V];
  }
  for (let i = 0; i < this.constants.N; i++) {
    if (i > after && ids[i] === row) {
      return i;
    }
  }
  return -1;
});

const scatterListedCells = defineKernel(
  "scatterRowsListed",
  function (this: KernelThis, x: Cells, lists: Cells): number {
    let total = 0;
    let i = lists[this.thread.y];
    for (let n = 0; n < this.constants.N; n++) {
      if (i < 0) {
        return total;
      }
      total += x[i * this.constants.E + this.thread.x];
      i = lists[this.constants.V + i];
    }
    return total;
  },
);

const oneHotCells = defineKernel(
  "oneHot",
  function (this: KernelThis, ids: Cells, ignore: number): number {
    const id = ids[this.thread.y];
    return id === this.thread.x && id !== ignore ? 1 : 0;
  },
);

export const gatherRows: Operator<2, NoAttributes, "one"> = defineOp({
  name: "gatherRows",
  about: "The rows of a table that indices name: an embedding.",
  formula: "y_i = table[ids_i]",
  derivative: "dTable_v = Σ dY_i over the i with ids_i = v",
  operands: ["table", "ids"],
  arity: 2,
  returns: "one",
  integers: [1],
  moves: true,
  keeps: "inputs",
  shapes: ([table, ids]) => {
    if (table.length !== 2) {
      throw new ShapeError("gatherRows", "the table must be (V, E)", formatShape(table));
    }
    return [[...ids, table[1]]];
  },
  bytes: ([, ids], [y]) => 4 * (sizeOf(ids) + 2 * sizeOf(y)),
  forward: (launch, [table, ids]) => {
    const [V, E] = table.shape;
    checkIndices("gatherRows", ids, V);
    return launch(gatherCells, [ids.size, E], { V, E }, table, ids);
  },
  vjp: ({ cotangent, inputs: [table, ids] }, ops) => [
    ops.scatterRows(cotangent, ids, { rows: table.shape[0] }),
    null,
  ],
  sample: (draw) => {
    const [V] = draw.shape(1, 1, 1);
    const [E] = draw.shape(1, 1);
    return {
      inputs: [
        { shape: [V, E], domain: "real" },
        { shape: draw.shape(0, 2), domain: { indexBelow: V } },
      ],
    };
  },
});

/** How many rows the table has. */
export interface ScatterAttributes {
  readonly rows: number;
}

export const scatterRows: Operator<2, ScatterAttributes, "one"> = defineOp({
  name: "scatterRows",
  about: "Rows summed into a table of zeros at the places that indices name.",
  formula: "table_v = Σ x_i over the i with ids_i = v",
  derivative: "dX_i = dTable[ids_i]",
  operands: ["x", "ids"],
  arity: 2,
  returns: "one",
  integers: [1],
  keeps: "inputs",
  shapes: ([x, ids], { rows }) => {
    if (x.length !== ids.length + 1 || !sameShape(x.slice(0, -1), ids)) {
      throw new ShapeError(
        "scatterRows",
        "x must have a row for each index",
        `x ${formatShape(x)} and ids ${formatShape(ids)}`,
      );
    }
    return [[rows, x[x.length - 1]]];
  },
  flops: ([x]) => sizeOf(x),
  forward: (launch, [x, ids], { rows }) => {
    const E = x.shape[x.ndim - 1];
    const N = ids.size;
    checkIndices("scatterRows", ids, rows);
    if (rows * E * N <= fewComparisons) return launch(scatterCells, [rows, E], { N, E }, x, ids);
    const lists = launch(listCells, [rows + N], { V: rows, N }, ids);
    return launch(scatterListedCells, [rows, E], { V: rows, N, E }, x, lists);
  },
  vjp: ({ cotangent, inputs: [, ids] }, ops) => [ops.gatherRows(cotangent, ids), null],
  sample: (draw) => {
    const ids = draw.shape(0, 2);
    const [rows] = draw.shape(1, 1, 1);
    const [E] = draw.shape(1, 1);
    return {
      inputs: [
        { shape: [...ids, E], domain: "real" },
        { shape: ids, domain: { indexBelow: rows } },
      ],
      attributes: { rows },
    };
  },
});

/** Number of classes, element type of the result, and an index whose row stays all zeros. */
export interface OneHotAttributes {
  readonly classes: number;
  readonly dtype: DType;
  readonly ignoreIndex?: number | undefined;
}

export const oneHot: Operator<1, OneHotAttributes, "one"> = defineOp({
  name: "oneHot",
  about: "For each index a row of zeros with a single 1; all zeros for an ignored index.",
  formula: "y_iv = [ids_i = v]",
  derivative: "none: indices are not numbers",
  operands: ["ids"],
  arity: 1,
  returns: "one",
  integers: [0],
  keeps: "nothing",
  resultType: ({ dtype }) => dtype,
  shapes: ([ids], { classes }) => [[...ids, classes]],
  forward: (launch, [ids], { classes, ignoreIndex }) =>
    launch(oneHotCells, [ids.size, classes], {}, ids, ignoreIndex ?? -1),
  vjp: () => [null],
  sample: (draw) => {
    const [classes] = draw.shape(1, 1, 1);
    return {
      inputs: [{ shape: draw.shape(0, 2), domain: { indexBelow: classes } }],
      attributes: { classes, dtype: "float32", ignoreIndex: draw.pick([undefined, 0]) },
    };
  },
});
