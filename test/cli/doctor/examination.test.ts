import { createSimd, reference, type Backend, type Storage } from "@heed/tensor";
import { expect, test } from "vitest";
import { examine } from "../../../packages/cli/src/doctor/examination.js";
import { ReferenceBackend } from "../../../packages/tensor/src/backends/reference/referenceBackend.js";

/** A backend that gets one cell of each result wrong. */
class BrokenBackend extends ReferenceBackend {
  readonly #wrong: (cell: number) => number;

  constructor(wrong: (cell: number) => number) {
    super();
    this.#wrong = wrong;
  }

  override launch(...args: Parameters<Backend["launch"]>): Storage {
    const right = super.launch(...args);
    const cells = this.readSync(right);
    right.release();
    cells[7] = this.#wrong(cells[7]);
    return this.allocate(right.dtype, cells.length, cells);
  }
}

test("a backend in order is found so, and says what ran", async () => {
  expect((await examine(reference)).executor).toBe("javascript");
  expect((await examine(createSimd())).executor).toMatch(/^wasm-/);
});

test.for([
  ["off by a hundredth", (cell: number) => cell * 1.01],
  ["zero", () => 0],
  ["not a number", () => NaN],
] as const)("a backend with a cell that is %s is found out", async ([, wrong]) => {
  await expect(examine(new BrokenBackend(wrong))).rejects.toThrow("wrong numbers");
});
