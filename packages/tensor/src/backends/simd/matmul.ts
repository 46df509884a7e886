/**
 * @file The matrix product on the SIMD backend. Operands are read through their strides. Large
 * products are cut among the threads: by their tiles, or where there are many products by those.
 */
import type { Storage } from "../../storage.js";
import { broadcastStrides, sizeOf, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Block } from "./heap.js";
import { foldTogether } from "./layout.js";
import type { Replacements, ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

/** A run of products whose operands lie at one distance; addresses in bytes, strides in elements. */
interface Products {
  /** Whose elements the operands are. */
  readonly storages: readonly [a: Storage, b: Storage];
  readonly out: number;
  readonly a: number;
  readonly b: number;
  readonly batch: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly aStrides: readonly [batch: number, row: number, column: number];
  readonly bStrides: readonly [batch: number, row: number, column: number];
}

/** A right operand of fewer rows than this on the left is packed once for all its products. */
const fewRowsOnTheLeft = 256;

/** What it takes to pack an element, in the floating-point operations of a product. */
const workOfPacking = 20;

const bytes = Float32Array.BYTES_PER_ELEMENT;

export function products(simd: SimdBackend): Replacements {
  const { kernels } = simd;

  const inPlace = (products: Products): void => {
    const { out, a, b, batch, M, N, K, aStrides, bStrides } = products;
    const calls = simd
      .shares(batch, 2 * batch * M * N * K)
      .map(([from, to]) => [
        ...[
          out + from * M * N * bytes,
          a + from * aStrides[0] * bytes,
          b + from * bStrides[0] * bytes,
        ],
        ...[to - from, M, N, K, ...aStrides, ...bStrides],
      ]);
    simd.run("matmulInPlace", calls);
  };

  /** The right operand of a product, packed; to be given back by `giveRoom`. */
  const packRight = ({ b, K, N, bStrides: [, bRow, bColumn] }: Products): Block => {
    const panels = Math.ceil(N / kernels.rightPanel());
    const right = simd.takeRoom(panels * kernels.rightPanel() * K);
    const ranges = simd.shares(panels, workOfPacking * K * N);
    simd.run(
      "packRight",
      ranges.map((range) => [right.address, b, K, N, bRow, bColumn, ...range]),
    );
    return right;
  };

  const packLeft = ({ a, M, K, aStrides: [, aRow, aColumn] }: Products): Block => {
    const panels = Math.ceil(M / kernels.leftPanel());
    const left = simd.takeRoom(panels * kernels.leftPanel() * K);
    const ranges = simd.shares(panels, workOfPacking * M * K);
    simd.run(
      "packLeft",
      ranges.map((range) => [left.address, a, M, K, aRow, aColumn, ...range]),
    );
    return left;
  };

  /** One product. */
  const packed = (products: Products): void => {
    const { storages, out, b, M, N, K, bStrides } = products;
    const stays = M < fewRowsOnTheLeft;
    const right = stays
      ? simd.forms.of(storages[1], `packed ${String([b, K, N, bStrides])}`, () => {
          return { block: packRight(products) };
        }).block
      : packRight(products);
    const left = packLeft(products);
    // The longer side is cut.
    const rows = Math.ceil(M / kernels.leftPanel());
    const columns = Math.ceil(N / kernels.rightPanel());
    const work = 2 * M * N * K;
    const ranges =
      rows > columns
        ? simd.shares(rows, work).map((range) => [...range, 0, columns] as const)
        : simd.shares(columns, work).map((range) => [0, rows, ...range] as const);
    simd.run(
      "matmulPacked",
      ranges.map((range) => [out, left.address, right.address, 0, 0, M, N, K, ...range]),
    );
    simd.giveRoom(left);
    if (!stays) simd.giveRoom(right);
  };

  const batched = (products: Products): void => {
    const { out, a, b, batch, M, N, K, aStrides, bStrides } = products;
    const left = Math.ceil(M / kernels.leftPanel()) * kernels.leftPanel();
    const right = Math.ceil(N / kernels.rightPanel()) * kernels.rightPanel();
    const ranges = simd.shares(batch, 2 * batch * M * N * K);
    const rooms = ranges.map(() => simd.takeRoom((left + right) * K));
    const calls = ranges.map(([from, to], i) => [
      ...[
        out + from * M * N * bytes,
        a + from * aStrides[0] * bytes,
        b + from * bStrides[0] * bytes,
      ],
      ...[to - from, M, N, K, ...aStrides, ...bStrides, rooms[i].address],
    ]);
    simd.run("matmulBatch", calls);
    for (const room of rooms) simd.giveRoom(room);
  };

  const multiply = (given: Products): void => {
    const products = asOne(given);
    const { batch, M, N, K, aStrides, bStrides } = products;
    if (kernels.readsInPlace(M, N, K, aStrides[2], bStrides[1], bStrides[2])) inPlace(products);
    else if (batch === 1) packed(products);
    else batched(products);
  };

  const matmul: ReplacementOf<unknown> = ([a, b], _, [shape]) => {
    const result = simd.result(shape);
    if (sizeOf(shape) === 0) return [result];
    const [M, N] = shape.slice(-2);
    const K = a.shape[a.ndim - 1];
    const [aRow, aColumn] = a.strides.slice(-2);
    const [bRow, bColumn] = b.strides.slice(-2);
    const batch = shape.slice(0, -2);
    const { sizes: outer, strides } = foldTogether(batch, [
      batchStrides(a, batch),
      batchStrides(b, batch),
    ]);
    const count = outer.pop() ?? 1;
    const [aBatch, bBatch] = strides.map((steps) => steps.pop() ?? 0);

    const storages = [a.storage, b.storage] as const;
    let out = simd.address(result);
    // Batch axes that do not fold into one are walked here.
    const walk = (axis: number, left: number, right: number): void => {
      if (axis === outer.length) {
        const sizes = { batch: count, M, N, K };
        const aStrides = [aBatch, aRow, aColumn] as const;
        const bStrides = [bBatch, bRow, bColumn] as const;
        multiply({ storages, out, a: left, b: right, ...sizes, aStrides, bStrides });
        out += count * M * N * bytes;
        return;
      }
      for (let i = 0; i < outer[axis]; i++) {
        const [aStep, bStep] = strides.map((steps) => bytes * i * steps[axis]);
        walk(axis + 1, left + aStep, right + bStep);
      }
    };
    walk(0, simd.address(a), simd.address(b));
    return [result];
  };

  return { matmul };
}

/**
 * The same products in a form that is quicker. One right operand for the whole batch, and rows on
 * the left that go on at one distance, are one taller product. A matrix times a column is a row times
 * the matrix, since (a b)ᵀ = bᵀ aᵀ.
 */
function asOne(products: Products): Products {
  const { storages, a, b, batch, M, N, aStrides, bStrides } = products;
  const [aBatch, aRow, aColumn] = aStrides;
  if (batch > 1 && bStrides[0] === 0 && (M === 1 || aBatch === M * aRow)) {
    const row = M === 1 ? aBatch : aRow;
    return asOne({ ...products, batch: 1, M: batch * M, aStrides: [0, row, aColumn] });
  }
  if (N > 1 || M === 1) return products;
  const [bBatch, bRow, bColumn] = bStrides;
  return {
    ...products,
    storages: [storages[1], storages[0]],
    ...{ a: b, b: a, M: 1, N: M },
    aStrides: [bBatch, bColumn, bRow],
    bStrides: [aBatch, aColumn, aRow],
  };
}

function batchStrides(x: Tensor, batch: Shape): number[] {
  return broadcastStrides(x.shape.slice(0, -2), x.strides.slice(0, -2), batch);
}
