/**
 * @file The matrix product on the SIMD backend, with or without a bias. Operands are read through their
 * strides. Large products are cut among the threads: by their tiles, or where there are many products
 * by those.
 */
import type { Storage } from "../../storage.js";
import { broadcastStrides, sizeOf, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Block } from "./heap.js";
import { foldTogether } from "./layout.js";
import { multiplyPacked, pack, sizeOfTile } from "./packedProduct.js";
import type { Replacements, ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";
import { rowMajorCopy, walk } from "./walking.js";

/** A run of products whose operands lie at one distance; addresses in bytes, strides in elements. */
interface Products {
  /** Whose elements the operands are. */
  readonly storages: readonly [a: Storage, b: Storage];
  readonly out: number;
  readonly a: number;
  readonly b: number;
  /** A row (N) to be added to each of the result's; 0 for none. */
  readonly bias: number;
  readonly batch: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly aStrides: readonly [batch: number, row: number, column: number];
  readonly bStrides: readonly [batch: number, row: number, column: number];
}

/**
 * What it takes to read an element of a right operand where it lies, in floating-point operations of a
 * product: with few rows on the left, memory is what the product waits for.
 */
export const workOfReading = 6;

/** A right operand of fewer rows than this on the left is packed once for all its products. */
const fewRowsOnTheLeft = 256;

const bytes = Float32Array.BYTES_PER_ELEMENT;

export function products(simd: SimdBackend): Replacements {
  const { kernels } = simd;

  const inPlace = (products: Products): void => {
    const { out, a, b, batch, M, N, K, aStrides, bStrides } = products;
    const calls = simd
      .shares(batch, (2 * M + workOfReading) * batch * N * K)
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

  /** One product. */
  const packed = (products: Products): void => {
    const { storages, out, a, b, bias, M, N, K, aStrides, bStrides } = products;
    const [, aRow, aColumn] = aStrides;
    const [, bRow, bColumn] = bStrides;
    const packRight = (): Block =>
      pack(simd, "packRight", N, [{ address: b, laneStride: bColumn, steps: K, stepStride: bRow }]);
    const stays = M < fewRowsOnTheLeft;
    const right = stays
      ? simd.forms.of(storages[1], `packed ${b} ${K} ${N} ${bRow} ${bColumn}`, packRight)
      : packRight();
    const left = pack(simd, "packLeft", M, [
      { address: a, laneStride: aRow, steps: K, stepStride: aColumn },
    ]);
    multiplyPacked(simd, { out, left, right, bias, M, N, K });
    simd.giveRoom(left);
    if (!stays) simd.giveRoom(right);
  };

  const batched = (products: Products): void => {
    const { out, a, b, batch, M, N, K, aStrides, bStrides } = products;
    const left = Math.ceil(M / kernels.leftPanel()) * kernels.leftPanel();
    const right = Math.ceil(N / kernels.rightPanel()) * kernels.rightPanel();
    const ranges = simd.shares(batch, 2 * batch * M * N * K);
    const rooms = ranges.map(() => simd.takeRoom((left + right) * K + sizeOfTile(simd)));
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

  /** Tells whether the bias is in the result already. */
  const multiply = (given: Products): boolean => {
    const products = asOne(given);
    const { bias, batch, M, N, K, aStrides, bStrides } = products;
    if (kernels.readsInPlace(M, N, K, aStrides[2], bStrides[1], bStrides[2])) inPlace(products);
    else if (batch > 1) batched(products);
    else {
      packed(products);
      return bias > 0;
    }
    return false;
  };

  /** a b, and a row-major bias (N) on each row if there is one. */
  const product = (a: Tensor, b: Tensor, shape: Shape, bias?: Tensor): Tensor => {
    const result = simd.result(shape);
    if (sizeOf(shape) === 0) return result;
    const [M, N] = shape.slice(-2);
    const K = a.shape[a.ndim - 1];
    const [aRow, aColumn] = a.strides.slice(-2);
    const [bRow, bColumn] = b.strides.slice(-2);
    const first = {
      storages: [a.storage, b.storage] as const,
      ...{ out: simd.address(result), a: simd.address(a), b: simd.address(b) },
      bias: bias === undefined ? 0 : simd.address(bias),
      ...{ batch: 1, M, N, K },
      aStrides: [0, aRow, aColumn] as const,
      bStrides: [0, bRow, bColumn] as const,
    };
    const biased =
      shape.length === 2
        ? multiply(first)
        : runsOf(first, a, b, shape.slice(0, -2)).map(multiply).includes(true);
    if (bias !== undefined && !biased) walk(simd, "add", result, [result, bias]);
    return result;
  };

  const matmul: ReplacementOf<unknown> = ([a, b], _, [shape]) => [product(a, b, shape)];

  const affine: ReplacementOf<unknown> = ([x, weight, bias], _, [shape]) => {
    if (bias.isRowMajor) return [product(x, weight, shape, bias)];
    const copy = rowMajorCopy(simd, bias);
    const result = product(x, weight, shape, copy);
    copy.dispose();
    return [result];
  };

  return { matmul, affine };
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
    // A bias of this row would be another for each column.
    ...{ a: b, b: a, bias: 0, M: 1, N: M },
    aStrides: [bBatch, bColumn, bRow],
    bStrides: [aBatch, aColumn, aRow],
  };
}

/** All products of a batch, from the first of them: one run, unless its axes do not fold into one. */
function runsOf(first: Products, a: Tensor, b: Tensor, batch: Shape): Products[] {
  const { sizes, strides } = foldTogether(batch, [batchStrides(a, batch), batchStrides(b, batch)]);
  const count = sizes.pop() ?? 1;
  const [aBatch, bBatch] = strides.map((steps) => steps.pop() ?? 0);
  const { M, N, aStrides, bStrides } = first;
  let runs: Products[] = [
    {
      ...first,
      batch: count,
      aStrides: [aBatch, aStrides[1], aStrides[2]],
      bStrides: [bBatch, bStrides[1], bStrides[2]],
    },
  ];
  // Innermost axis first: each repeats what there is so far.
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const [aStep, bStep] = strides.map((steps) => bytes * steps[axis]);
    const step = bytes * runs.length * count * M * N;
    runs = Array.from({ length: sizes[axis] }, (_, i) =>
      runs.map((run) => ({
        ...run,
        out: run.out + i * step,
        a: run.a + i * aStep,
        b: run.b + i * bStep,
      })),
    ).flat();
  }
  return runs;
}

function batchStrides(x: Tensor, batch: Shape): number[] {
  return broadcastStrides(x.shape.slice(0, -2), x.strides.slice(0, -2), batch);
}
