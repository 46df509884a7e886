/**
 * @file Layer normalisation: means and variances, rows that take more than one launch, digits that
 * must not cancel, and how many kernels it takes.
 *
 * Tolerances: a mean over a row, or a sum over rows, adds up n roundings, whose signs are as good as
 * random, each relative to the largest term; some ten operations come after: c ε √n times that term,
 * c = 16, ε = 2⁻²⁴.
 */
import { ops, Random, scope, ShapeError, tensor, zeros } from "@heed/tensor";
import type { Backend, Storage, Tensor } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { ReferenceBackend } from "../../packages/tensor/src/backends/reference/referenceBackend.js";
import { builds } from "../support/backends.js";
import { numbersOf } from "../support/integers.js";

const epsilon = 2 ** -24;
const c = 16;

/** Added to every variance. */
const variance0 = 1e-5;

interface Rows {
  readonly N: number;
  readonly C: number;
  readonly x: readonly number[];
  readonly gain: readonly number[];
  readonly bias: readonly number[];
  readonly dY: readonly number[];
}

/** N rows of C numbers about `mean`, all of them float32. */
function draw(N: number, C: number, mean = 0): Rows {
  const random = new Random(1000 * N + C);
  const numbers = (length: number, about = 0) =>
    Array.from({ length }, () => Math.fround(about + random.normal()));
  const [x, gain, bias, dY] = [numbers(N * C, mean), numbers(C), numbers(C), numbers(N * C)];
  return { N, C, x, gain, bias, dY };
}

/** The paper's formulas and their derivatives as plain loops; `largest` is the largest term of any. */
function byHand({ N, C, x, gain, bias, dY }: Rows) {
  const [y, dX] = [new Array<number>(N * C), new Array<number>(N * C)];
  const [dGain, dBias] = [new Array<number>(C).fill(0), new Array<number>(C).fill(0)];
  let largest = 0;
  for (let n = 0; n < N; n++) {
    const row = x.slice(n * C, (n + 1) * C);
    const mean = average(row);
    const sigma = Math.sqrt(average(row.map((value) => (value - mean) ** 2)) + variance0);
    const unit = row.map((value) => (value - mean) / sigma);
    const d = gain.map((g, i) => g * dY[n * C + i]);
    const level = average(d);
    const tilt = average(d.map((value, i) => value * unit[i]));
    for (let i = 0; i < C; i++) {
      y[n * C + i] = gain[i] * unit[i] + bias[i];
      dX[n * C + i] = (d[i] - level - unit[i] * tilt) / sigma;
      dGain[i] += dY[n * C + i] * unit[i];
      dBias[i] += dY[n * C + i];
    }
    const numbers = [...gain, ...bias, ...d, ...dY.slice(n * C, (n + 1) * C)].map(Math.abs);
    const distances = [1, ...unit, ...row.map((value) => value / sigma)].map(Math.abs);
    largest = Math.max(
      largest,
      Math.max(...numbers) * Math.max(...distances) * Math.max(1, 1 / sigma),
    );
  }
  return { results: [y, dX, dGain, dBias], largest };
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}

/** y, dX, dG and dB. */
function byKernels({ N, C, ...rows }: Rows, backend: Backend): Tensor[] {
  return scope(() => {
    const [x, dY] = [rows.x, rows.dY].map((cells) => tensor(cells, { backend, shape: [N, C] }));
    const [gain, bias] = [rows.gain, rows.bias].map((cells) => tensor(cells, { backend }));
    return [ops.layerNorm(x, gain, bias), ...ops.layerNormVjp(x, gain, dY)];
  });
}

async function expectByHand(rows: Rows, backend: Backend): Promise<void> {
  const { results, largest } = byHand(rows);
  const bound = c * epsilon * Math.sqrt(Math.max(rows.N, rows.C)) * largest;
  for (const [k, result] of byKernels(rows, backend).entries()) {
    const numbers = await numbersOf(result);
    expect(numbers).toHaveLength(results[k].length);
    const worst = Math.max(...numbers.map((y, i) => Math.abs(y - results[k][i])));
    expect(worst).toBeLessThanOrEqual(bound);
    result.dispose();
  }
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("a row of layerNorm has mean 0 and variance 1 but for ε, then gain and bias", async () => {
      using x = tensor(
        [
          [1, 2, 3, 6],
          [-50, 0, 50, 100],
        ],
        { backend },
      );
      using gain = tensor([1, 1, 1, 1], { backend });
      using bias = zeros([4], { backend });
      using shift = tensor([7, 7, 7, 7], { backend });
      using unit = ops.layerNorm(x, gain, bias);
      using moved = ops.layerNorm(x, gain, shift);
      const [a, b] = [await numbersOf(unit), await numbersOf(moved)];
      for (const row of [a.slice(0, 4), a.slice(4)]) {
        const mean = row.reduce((total, value) => total + value, 0) / 4;
        const variance = row.reduce((total, value) => total + value * value, 0) / 4;
        expect(Math.abs(mean)).toBeLessThan(16 * 2 ** -24);
        // ε = 1e-5 beside variances of 3.5 and more.
        expect(Math.abs(variance - 1)).toBeLessThan(1e-5 / 3.5 + 16 * 2 ** -24);
      }
      b.forEach((value, i) => expect(Math.abs(value - a[i] - 7)).toBeLessThan(8 * 2 ** -24 * 7));
    });

    // Parts of rows are cells up to 64; 65 = 5 · 13; 67 is prime: one part; 1024 = 32 · 32.
    test.for([
      { N: 5, C: 1 },
      { N: 5, C: 2 },
      { N: 4, C: 64 },
      { N: 3, C: 65 },
      { N: 3, C: 67 },
      { N: 2, C: 1024 },
      { N: 600, C: 5 },
    ])("$N rows of $C: values and gradients as by hand", async ({ N, C }) => {
      await expectByHand(draw(N, C), backend);
    });

    test.for([40, 256])("a mean far off cancels no digits of a row of %i", async (C) => {
      await expectByHand(draw(3, C, 2 ** 13), backend);
    });

    test("columns of a matrix, and rows under two axes, are normalised as they are", async () => {
      const { N, C, x, gain, bias, dY } = draw(6, 70);
      const results = scope(() => {
        const all = ops.concat(
          [x, dY].map((cells) => tensor(cells, { backend, shape: [N, C] })),
          { axis: 1 },
        );
        const [left, right] = ops.split(all, { axis: 1, sizes: [C, C] });
        const [g, b] = [gain, bias].map((cells) => tensor(cells, { backend }));
        const shape = [2, 3, C];
        const [a, d] = [left, right].map((view) => ops.reshape(view, { shape }));
        const ofMatrix = [ops.layerNorm(left, g, b), ...ops.layerNormVjp(left, g, right)];
        const ofRows = [ops.layerNorm(a, g, b), ...ops.layerNormVjp(a, g, d)];
        expect(ofRows[1].shape).toEqual(shape);
        return [...ofMatrix, ...ofRows];
      });
      const numbers = await Promise.all(results.map(numbersOf));
      const alone = byKernels({ N, C, x, gain, bias, dY }, backend);
      const expected = await Promise.all(alone.map(numbersOf));
      expect(numbers).toEqual([...expected, ...expected]);
      for (const result of [...results, ...alone]) result.dispose();
    });

    test("no rows have no gradient", async () => {
      const [dX, dGain, dBias] = scope(() => {
        const [x, gain] = [zeros([0, 3], { backend }), tensor([1, 2, 3], { backend })];
        return ops.layerNormVjp(x, gain, x);
      });
      expect(dX.shape).toEqual([0, 3]);
      expect(await numbersOf(dGain)).toEqual([0, 0, 0]);
      expect(await numbersOf(dBias)).toEqual([0, 0, 0]);
      for (const gradient of [dX, dGain, dBias]) gradient.dispose();
    });

    test("a gradient has the shape of x, and a gain one for each column", () => {
      using x = zeros([2, 3], { backend });
      using gain = zeros([3], { backend });
      expect(() => ops.layerNormVjp(x, gain, gain)).toThrow(ShapeError);
      expect(() => ops.layerNormVjp(x, x, x)).toThrow(ShapeError);
    });
  });
}

class CountingBackend extends ReferenceBackend {
  launches = 0;

  override launch(...args: Parameters<Backend["launch"]>): Storage {
    this.launches++;
    return super.launch(...args);
  }
}

test.for([
  { C: 64, forward: 1, vjp: 2 },
  { C: 512, forward: 2, vjp: 3 },
])("rows of $C take $forward kernels, and $vjp back", ({ C, forward, vjp }) => {
  const backend = new CountingBackend();
  scope(() => {
    const wide = zeros([30, 3 * C], { backend });
    const [x, , dY] = ops.split(wide, { axis: 1, sizes: [C, C, C] });
    const gains = zeros([3 * C], { backend });
    const [, gain] = ops.split(gains, { axis: 0, sizes: [C, C, C] });
    backend.launches = 0;
    ops.layerNorm(x, gain, gain);
    expect(backend.launches).toBe(forward);
    backend.launches = 0;
    ops.layerNormVjp(x, gain, dY);
    expect(backend.launches).toBe(vjp);
  });
});
