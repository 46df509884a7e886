/**
 * @file A product of packed operands: matrices laid out as panels, as its tiles read them
 * (kernels/pack.ts). Lanes are the rows of a left operand, the columns of a right one; steps are what
 * is summed over. Packing is cut among the threads by panels, the product by tiles.
 */
import type { Block } from "./heap.js";
import type { SimdBackend } from "./simdBackend.js";

/** Some steps of an operand: its address in bytes, strides in elements. */
export interface Strip {
  readonly address: number;
  readonly laneStride: number;
  readonly steps: number;
  readonly stepStride: number;
}

/** Which operand of a product: each has panels of a width of its own. */
export type Side = "packLeft" | "packRight";

/** What it takes to pack an element, in the floating-point operations of a product. */
const workOfPacking = 20;

/** How many panels hold so many lanes. */
function panelsOf({ kernels }: SimdBackend, side: Side, lanes: number): number {
  return Math.ceil(lanes / widthOf(kernels, side));
}

/** An operand, packed, whose steps are those of all strips; to be given back by `giveRoom`. */
export function pack(
  simd: SimdBackend,
  side: Side,
  lanes: number,
  strips: readonly Strip[],
): Block {
  const panels = panelsOf(simd, side, lanes);
  const K = strips.reduce((total, { steps }) => total + steps, 0);
  const room = simd.takeRoom(panels * widthOf(simd.kernels, side) * K);
  const work = workOfPacking * lanes * K;
  const ranges = strips.length === 1 ? simd.shares(panels, work) : [[0, panels]];
  let first = 0;
  const calls = strips.flatMap(({ address, laneStride, steps, stepStride }) => {
    const strip = [room.address, address, lanes, laneStride, steps, stepStride, first, K];
    first += steps;
    return ranges.map((range) => [...strip, ...range]);
  });
  simd.runAll(side, calls, work);
  return room;
}

/** A product of packed operands; addresses in bytes. */
export interface PackedProduct {
  readonly out: number;
  readonly left: Block;
  readonly right: Block;
  /** A row (N) that is added to each of the result's; 0 for none. */
  readonly bias: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** How many float32 a tile takes: the room that each call needs for one that reaches over the edge. */
export function sizeOfTile({ kernels }: SimdBackend): number {
  return kernels.leftPanel() * kernels.rightPanel();
}

/** Multiplies, over ranges of panels of the longer side. */
export function multiplyPacked(
  simd: SimdBackend,
  { out, left, right, bias, M, N, K }: PackedProduct,
): void {
  const rows = panelsOf(simd, "packLeft", M);
  const columns = panelsOf(simd, "packRight", N);
  const work = 2 * M * N * K;
  const ranges =
    rows > columns
      ? simd.shares(rows, work).map((range) => [...range, 0, columns] as const)
      : simd.shares(columns, work).map((range) => [0, rows, ...range] as const);
  const tile = sizeOfTile(simd);
  const edges = simd.takeRoom(ranges.length * tile);
  simd.run(
    "matmulPacked",
    ranges.map((range, i) => {
      const edge = edges.address + i * tile * Float32Array.BYTES_PER_ELEMENT;
      return [out, left.address, right.address, bias, 0, M, N, K, ...range, edge];
    }),
  );
  simd.giveRoom(edges);
}

function widthOf(kernels: SimdBackend["kernels"], side: Side): number {
  return side === "packLeft" ? kernels.leftPanel() : kernels.rightPanel();
}
