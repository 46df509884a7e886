/**
 * @file The additive score of many queries: each is scored as it would be alone.
 */
import { ops, Random, randn, scope } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf } from "../support/integers.js";
import { runs } from "../support/runs.js";

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("a query's scores and gradient do not depend on the other queries", async () => {
      const sizes = fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
      );
      await fc.assert(
        fc.asyncProperty(sizes, fc.nat(), async ([B, Q, S, A], seed) => {
          const random = new Random(seed);
          const shapes = [[B, Q, A], [B, S, A], [A], [B, Q, S]];
          const [q, k, v, dE] = shapes.map((shape) => randn(shape, random, { backend }));
          const results = scope(() => {
            const [dQ] = ops.additiveScoreVjp(q, k, v, dE);
            return [ops.additiveScore(q, k, v), dQ];
          });
          for (let i = 0; i < Q; i++) {
            const only = { axis: 1, start: i, end: i + 1 };
            const alone = scope(() => {
              const query = ops.slice(q, only);
              const [dQ] = ops.additiveScoreVjp(query, k, v, ops.slice(dE, only));
              return [ops.additiveScore(query, k, v), dQ];
            });
            for (const [r, result] of results.entries()) {
              using among = scope(() => ops.slice(result, only));
              expect(await numbersOf(among)).toEqual(await numbersOf(alone[r]));
            }
            for (const result of alone) result.dispose();
          }
          for (const made of [q, k, v, dE, ...results]) made.dispose();
        }),
        runs(20),
      );
    });
  });
}
