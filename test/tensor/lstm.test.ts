/**
 * @file The fused step of an LSTM: a step computed by hand, and one gradient for two projections.
 *
 * Tolerance: some ten operations on numbers up to 1, each off by a few ε: c ε, c = 16.
 */
import { backpropagate, Variable } from "@heed/autograd";
import { ops, scope, tensor, zeros } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf } from "../support/integers.js";

const bound = 16 * 2 ** -24;

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("the columns are i, f, g, o, as in PyTorch: a step of one unit, by hand", async () => {
      // i = σ(ln 3) = 3/4, f = σ(0) = 1/2, g = tanh(½ ln 3) = 1/2, o = σ(ln 9) = 9/10.
      using x = tensor([[Math.log(3) - 1, 2, 0, Math.log(9)]], { backend });
      using u = tensor([[1, -2, Math.log(3) / 2, 0]], { backend });
      using c = tensor([[1]], { backend });
      const [h, cell] = ops.lstmGates(x, u, c);
      // c' = 1/2 · 1 + 3/4 · 1/2.
      expect(Math.abs((await numbersOf(cell))[0] - 7 / 8)).toBeLessThanOrEqual(bound);
      const state = 0.9 * Math.tanh(7 / 8);
      expect(Math.abs((await numbersOf(h))[0] - state)).toBeLessThanOrEqual(bound);
      h.dispose();
      cell.dispose();
    });

    test("the two projections have one gradient, and either may be freed before the other", async () => {
      using x = tensor([[1, -2, 0.5, 3]], { backend });
      using u = zeros([1, 4], { backend });
      using c = tensor([[1]], { backend });
      using one = tensor([[1]], { backend });
      const before = backend.live.storages;
      const [dX, dU] = scope(() => {
        const projections = [new Variable(x), new Variable(u)];
        // Nothing is read of the cell: its cotangent is 0.
        const [h] = ops.lstmGates(projections[0], projections[1], new Variable(c));
        return backpropagate([h], [one], projections).map((gradient) => gradient?.value);
      });
      const slopes = dX === undefined ? [] : await numbersOf(dX);
      expect(slopes.every((slope) => slope !== 0)).toBe(true);
      dX?.dispose();
      expect(dU === undefined ? [] : await numbersOf(dU)).toEqual(slopes);
      dU?.dispose();
      expect(backend.live.storages).toBe(before);
    });
  });
}
