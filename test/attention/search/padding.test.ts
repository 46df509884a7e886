/**
 * @file What a search finds does not depend on how wide sources are padded, nor on how many rows the
 * frontier has that nobody looks at.
 */
import { beamSearch, greedy, padIds, sample, type SearchOptions } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ReferenceBackend } from "../../../packages/tensor/src/backends/reference/referenceBackend.js";
import { configurations, drawParameters } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, roundings, tolerance } from "../model/numbersOf.js";
import { sentences } from "../model/sentences.js";
import { exact, numbersIn, searchOptions, sourcesOf, wordsOf } from "./searchCase.js";

test.each(configurations)("no answer changes with the padding: $title", async (config) => {
  await fc.assert(
    fc.asyncProperty(
      sentences,
      fc.nat(),
      searchOptions,
      fc.integer({ min: 2, max: 8 }),
      async (list, seed, options, multiple) => {
        const p = drawParameters(config, seed, exact);
        const find = async (padToMultipleOf: number) => {
          const limit = config.longestSource;
          const source = padIds(sourcesOf(list), { multiple: padToMultipleOf, limit });
          const asked: SearchOptions = {
            maxLength: 4,
            ...options,
            inspect: "weights",
            padToMultipleOf,
          };
          const lists = [
            ...(await beamSearch(config, p, source, { ...asked, width: 3 })),
            ...(await sample(config, p, source, { ...asked, seed, count: 2 })),
          ];
          return [...(await greedy(config, p, source, asked)), ...lists.flat()];
        };
        const [plain, padded] = [await find(1), await find(multiple)];
        expect(wordsOf(padded)).toEqual(wordsOf(plain));
        const numbers = numbersIn(plain);
        const bound = tolerance(exact.dtype, roundings(p, 10), numbers);
        expect(disagreement(numbersIn(padded), numbers, bound)).toBeUndefined();
        disposeTree(p);
      },
    ),
    runs(2),
  );
});

/** The reference backend, and the shapes that kernels were launched with. */
class Watched extends ReferenceBackend {
  readonly shapes = new Set<string>();

  override launch(...call: Parameters<ReferenceBackend["launch"]>) {
    const [{ name }, grid, constants] = call;
    this.shapes.add(JSON.stringify([name, grid, constants]));
    return super.launch(...call);
  }
}

test("sentences that end one after the other need no more kernels than the first step", async () => {
  const [config] = configurations;
  const backend = new Watched();
  const p = drawParameters(config, 1, { backend, dtype: "float64" });
  const source = padIds([[4], [5, 6], [7, 3, 4]], { multiple: 8, limit: 8 });
  const find = (maxLength: number) =>
    beamSearch(config, p, source, { width: 2, maxLength, padToMultipleOf: 8 });
  await find(2);
  const early = new Set(backend.shapes);
  await find(12);
  expect(backend.shapes).toEqual(early);
  disposeTree(p);
});
