/**
 * @file Dropout (Srivastava et al. 2014): a mask that the host draws, and its product with x.
 *
 *   dropout   y[i] = m[i] x[i] / (1 − rate),  m[i] ∈ {0, 1} drawn from the seed
 *   maskBits  y[i] = s m[i] x[i],  m[i] the bit i mod 24 of word i div 24
 *
 * Random numbers come from a library that draws them on the host. A mask goes to the device, and is
 * kept for the derivative, as bits: 24 to a word, since a GPU holds integers as float32.
 */
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Operator } from "../op.js";
import { Random } from "../random.js";
import { formatShape, rowMajorStrides, sizeOf } from "../shape.js";
import { Tensor } from "../tensor.js";

/** Probability of dropping an element, and the seed of the mask. */
export interface DropoutAttributes {
  /** In [0, 1). */
  readonly rate: number;
  readonly seed: number;
}

export const dropout: Operator<1, DropoutAttributes, "one"> = defineOp({
  name: "dropout",
  about: "Each element dropped with a probability, the others scaled up to keep the mean.",
  formula: "y = x ∘ m / (1 − rate), m ∈ {0, 1} drawn from the seed",
  derivative: "dX = dY ∘ m / (1 − rate)",
  from: "Srivastava et al. 2014, in the inverted form",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x], { rate }) => {
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError("dropout", "0 ≤ rate < 1 must hold", String(rate));
    }
    return [x];
  },
  flops: ([x]) => sizeOf(x),
  composition: ([x], { rate, seed }, ops) => {
    const words = drawWords(sizeOf(x.shape), rate, new Random(seed));
    const storage = x.value.backend.allocate("int32", words.length, words);
    return ops.maskBits(x, new Tensor(storage, [words.length]), { scale: 1 / (1 - rate) });
  },
  sample: (draw) => ({
    inputs: [{ shape: draw.shape(0, 3), domain: "real" }],
    attributes: { rate: draw.pick([0, 0.5]), seed: draw.integer(0, 1000) },
  }),
});

const bitsOfWord = 24;

/** How many words hold so many bits. */
function wordCount(bits: number): number {
  return Math.ceil(bits / bitsOfWord);
}

/** Bits that are 0 as often as the rate says, the first in the lowest place of the first word. */
function drawWords(length: number, rate: number, random: Random): Int32Array {
  const words = new Int32Array(wordCount(length));
  for (let i = 0; i < length; i++) {
    if (random.uniform() >= rate) words[Math.floor(i / bitsOfWord)] |= 1 << (i % bitsOfWord);
  }
  return words;
}

/** y of the grid counts words, x their bits. Halves of integers below 2^24 are exact in float32. */
const maskCells = defineKernel(
  "maskBits",
  function (this: KernelThis, x: Cells, words: Cells, scale: number): number {
    const i = this.thread.y * this.constants.bits + this.thread.x;
    let word = words[this.thread.y];
    for (let bit = 0; bit < this.constants.bits; bit++) {
      if (bit < this.thread.x) {
        word = Math.floor(word * 0.5);
      }
    }
    const isOdd = word - 2 * Math.floor(word * 0.5) > 0.5;
    if (isOdd && i < this.constants.n) {
      return scale * x[i];
    }
    return 0;
  },
);

/** What elements are multiplied by that are kept. */
export interface MaskBitsAttributes {
  readonly scale: number;
}

export const maskBits: Operator<2, MaskBitsAttributes, "one"> = defineOp({
  name: "maskBits",
  about: "The elements whose bits are 1, scaled, and zeros for the others; 24 bits to a word.",
  formula: "y_i = s m_i x_i, m_i the bit i mod 24 of word i div 24",
  derivative: "dX = s m ∘ dY",
  operands: ["x", "words"],
  arity: 2,
  returns: "one",
  integers: [1],
  keeps: "inputs",
  shapes: ([x, words]) => {
    const needed = wordCount(sizeOf(x));
    if (words.length !== 1 || words[0] !== needed) {
      throw new ShapeError(
        "maskBits",
        "there must be a bit for each element",
        `${formatShape(words)} words for ${formatShape(x)}`,
        `it takes ${String(needed)} words`,
      );
    }
    return [x];
  },
  flops: ([x]) => sizeOf(x),
  forward: (launch, [x, words], { scale }) => {
    const sizes = { bits: bitsOfWord, n: x.size };
    const cells = launch(maskCells, [words.size, bitsOfWord], sizes, x, words, scale);
    return cells.view(x.shape, rowMajorStrides(x.shape));
  },
  vjp: ({ cotangent, inputs: [, words], attributes }, ops) => [
    ops.maskBits(cotangent, words, attributes),
    null,
  ],
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    return {
      inputs: [
        { shape, domain: "real" },
        { shape: [wordCount(sizeOf(shape))], domain: { indexBelow: 2 ** bitsOfWord } },
      ],
      attributes: { scale: draw.pick([1, 1.25, 2]) },
    };
  },
});
