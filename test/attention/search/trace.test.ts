import {
  beamSearch,
  greedy,
  padIds,
  sample,
  type Hypothesis,
  type Inspection,
  type PaddedIds,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import {
  combinations,
  configurations,
  drawParameters,
  type TitledConfig,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { roundings, tolerance } from "../model/numbersOf.js";
import { sentences } from "../model/sentences.js";
import { beginnings, checkTrace, hasWeights } from "./checkTrace.js";
import { exact, sourcesOf } from "./searchCase.js";

type Search = (
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  inspect: Inspection,
) => Promise<Hypothesis[][]>;

const maxLength = 3;

/** Every search, each with several hypotheses where it has them. */
const searches: Readonly<Record<string, Search>> = {
  greedy: async (config, p, source, inspect) =>
    (await greedy(config, p, source, { maxLength, inspect })).map((found) => [found]),
  beam: (config, p, source, inspect) =>
    beamSearch(config, p, source, { width: 3, maxLength, inspect }),
  sampling: (config, p, source, inspect) =>
    sample(config, p, source, { seed: 7, count: 2, maxLength, inspect }),
};

/** The hypotheses without what was only looked at. */
function bare(found: readonly (readonly Hypothesis[])[]): unknown {
  return found.map((list) => list.map((each) => ({ ...each, weights: [], trace: [] })));
}

for (const [name, search] of Object.entries(searches)) {
  const of = (config: TitledConfig, count: number): Promise<void> =>
    fc.assert(
      fc.asyncProperty(sentences, fc.nat(), async (list, seed) => {
        const p = drawParameters(config, seed, exact);
        const sources = sourcesOf(list);
        const found = await search(config, p, padIds(sources), "everything");
        for (const [i, source] of sources.entries()) {
          const first = await beginnings(config, p, padIds([source]));
          const bound = tolerance("float64", roundings(p, 40), first, {
            features: found[i].flatMap(({ trace }) => trace.flatMap((step) => step.features)),
            probabilities: found[i].map(({ logProbability }) => logProbability),
          });
          for (const each of found[i]) await checkTrace(config, p, source, each, first, bound);
        }
        disposeTree(p);
      }),
      runs(count),
    );

  for (const config of configurations) {
    test(`each step that ${name} traces agrees with the model, for every hypothesis: ${config.title}`, async () => {
      await of(config, 2);
    });
  }

  test(`${name} finds the same, bit for bit, however closely it looks`, async () => {
    for (const config of configurations) {
      const p = drawParameters(config, 11, exact);
      const source = padIds([[4, 5, 6], [7], [3, 4]]);
      const [nothing, weights, everything] = [
        await search(config, p, source, "nothing"),
        await search(config, p, source, "weights"),
        await search(config, p, source, "everything"),
      ];
      expect(bare(weights)).toEqual(nothing);
      expect(bare(everything)).toEqual(nothing);
      const rows = (found: Hypothesis[][]): unknown =>
        found.map((list) => list.map((h) => h.weights));
      expect(rows(everything)).toEqual(rows(weights));
      disposeTree(p);
    }
  });

  test(`${name} that looks at nothing computes and reads nothing to look at`, async () => {
    for (const config of configurations) {
      const p = drawParameters(config, 11, exact);
      const work = async (inspect: Inspection): Promise<Record<"launches" | "reads", number>> => {
        const launch = vi.spyOn(reference, "launch");
        const read = vi.spyOn(reference, "read");
        await search(config, p, padIds([[4, 5, 6]]), inspect);
        const counts = { launches: launch.mock.calls.length, reads: read.mock.calls.length };
        vi.restoreAllMocks();
        return counts;
      };
      const [nothing, weights, everything] = [
        await work("nothing"),
        await work("weights"),
        await work("everything"),
      ];
      expect(nothing.launches).toBe(weights.launches);
      // Without attention there are no weights to read; one read a step says what comes next.
      expect(weights.reads).toBe(nothing.reads * (hasWeights(config) ? 2 : 1));
      expect(everything.reads).toBeGreaterThan(weights.reads);
      expect(nothing.reads).toBeLessThanOrEqual(maxLength + 1);
      disposeTree(p);
    }
  });

  test(`${name} that looks at everything leaves no storage behind`, async () => {
    const before = { ...reference.live };
    for (const config of configurations) {
      const p = drawParameters(config, 3, exact);
      await search(config, p, padIds([[4, 5], [6]]), "everything");
      disposeTree(p);
    }
    expect({ ...reference.live }).toEqual(before);
  });
}

test("every cell, order, attention and window together: beam search traces what the model does", async () => {
  for (const config of combinations) {
    const p = drawParameters(config, 1, exact);
    const source = [4, 5, 6];
    const [found] = await searches.beam(config, p, padIds([source]), "everything");
    const first = await beginnings(config, p, padIds([source]));
    const bound = tolerance("float64", roundings(p, 40), first, {
      features: found.flatMap(({ trace }) => trace.flatMap((step) => step.features)),
      probabilities: found.map(({ logProbability }) => logProbability),
    });
    for (const each of found) await checkTrace(config, p, source, each, first, bound);
    const [one] = await beamSearch(config, p, padIds([source]), { width: 1, alpha: 0, maxLength });
    const [greedily] = await searches.greedy(config, p, padIds([source]), "nothing");
    expect(one).toEqual(greedily);
    disposeTree(p);
  }
}, 120_000);

afterEach(() => {
  vi.restoreAllMocks();
});
