/**
 * @file What every operator is measured on: its own sample at three sizes, and some shapes of the
 * reference step by name.
 */
import type { Draw } from "@heed/tensor";
import { operatorTable, type OperandSpec, type OperatorWorkload } from "./operatorWorkload.js";

/** Sizes of a list, of a matrix's axes, and of three axes. */
const sizes = {
  small: { side: 64, box: [4, 8, 16] },
  medium: { side: 256, box: [8, 16, 32] },
  large: { side: 1024, box: [16, 32, 64] },
} as const;

export type SizeName = keyof typeof sizes;

export interface OperatorCase {
  /** "matmul large", "matmul 256×256×256" */
  readonly work: string;
  readonly operator: string;
  /** Absent where it has a shape of its own. */
  readonly size?: SizeName;
  readonly workload: OperatorWorkload;
}

/** Every case of these operators, in their order. */
export function casesOf(names: readonly string[], seed: number): OperatorCase[] {
  return names.flatMap((operator) => {
    const sampled = (Object.keys(sizes) as SizeName[]).map((size): OperatorCase => {
      const { inputs, attributes = {} } = operatorTable[operator].sample(drawOf(size));
      const workload = workloadOf(operator, inputs, attributes, seed);
      return { work: `${operator} ${size}`, operator, size, workload };
    });
    const listed = (named[operator] ?? []).map(({ shapes, inputs, attributes = {} }) => ({
      work: `${operator} ${shapes}`,
      operator,
      workload: workloadOf(operator, inputs, attributes, seed),
    }));
    return [...sampled, ...listed];
  });
}

function workloadOf(
  operator: string,
  inputs: readonly OperandSpec[],
  attributes: object,
  seed: number,
): OperatorWorkload {
  return { kind: "operator", operator, inputs, attributes, dtype: "float32", seed };
}

/**
 * Choices of a sample that are the same every time: matrices where there is a choice, one list where
 * rows are counted, the first axis, half an extent, all rows stretched from one.
 */
function drawOf(size: SizeName): Draw {
  const { side, box } = sizes[size];
  let flips = 0;
  return {
    // Yes and no in turn: of two axes, the last is reduced.
    integer: (low, high) => (high - low === 1 ? low + (flips++ % 2) : (low + high) >> 1),
    shape(minRank, maxRank) {
      if (minRank >= 3) return [...box];
      const isRows = minRank === 0 && maxRank === 2;
      const rank = isRows ? 1 : Math.min(2, maxRank);
      return new Array<number>(rank).fill(side);
    },
    // The last choice is the one that is no special case: a dropout that drops.
    pick: (choices) => choices[choices.length - 1],
    broadcastable: (target) => [
      ...target.slice(0, -2),
      ...(target.length > 1 ? [1] : []),
      ...target.slice(-1),
    ],
  };
}

interface NamedCase {
  readonly shapes: string;
  readonly inputs: readonly OperandSpec[];
  readonly attributes?: object;
}

const real = (...shape: number[]): OperandSpec => ({ shape, domain: "real" });
const turned = (...shape: number[]): OperandSpec => ({ ...real(...shape), transposed: true });
const square = (n: number): NamedCase => ({
  shapes: `${n}×${n}×${n}`,
  inputs: [real(n, n), real(n, n)],
});

/** Squares that every kernel person knows, and what the reference step multiplies and adds. */
const named: Readonly<Record<string, readonly NamedCase[]>> = {
  matmul: [
    square(256),
    square(512),
    square(1024),
    { shapes: "64×256·256×768", inputs: [real(64, 256), real(256, 768)] },
    { shapes: "(64×256)ᵀ·64×768", inputs: [turned(256, 64), real(64, 768)] },
    { shapes: "64×768·(256×768)ᵀ", inputs: [real(64, 768), turned(768, 256)] },
  ],
  affine: [
    { shapes: "64×256·256×768", inputs: [real(64, 256), real(256, 768), real(768)] },
    { shapes: "1024×128·128×768", inputs: [real(1024, 128), real(128, 768), real(768)] },
  ],
  matmulSum: [
    {
      shapes: "16 of (64×256)ᵀ·64×768",
      inputs: Array.from({ length: 16 }, () => [real(64, 256), real(64, 768)]).flat(),
    },
  ],
  add: [{ shapes: "1024×1024 both", inputs: [real(1024, 1024), real(1024, 1024)] }],
  softmax: [{ shapes: "64×16", inputs: [real(64, 16)] }],
  additiveScore: [
    { shapes: "64×1×16×256", inputs: [real(64, 1, 256), real(64, 16, 256), real(256)] },
  ],
  gruGates: [{ shapes: "64×256", inputs: [real(64, 768), real(64, 768), real(64, 256)] }],
  crossEntropy: [
    {
      shapes: "1024×64",
      inputs: [real(1024, 64), { shape: [1024], domain: { indexBelow: 64 } }],
    },
  ],
  adam: [
    {
      shapes: "1,684,800",
      inputs: [
        ...[real(1_684_800), real(1_684_800), real(1_684_800)],
        { shape: [1_684_800], domain: "positive" },
        { shape: [], domain: "positive" },
      ],
      attributes: {
        learningRate: 0.001,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0,
        step: 10,
      },
    },
  ],
};
