import { greedy, padIds, sample, special, type Truncation } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidatesOf } from "../../../packages/attention/src/search/sample.js";
import { configurations, drawParameters } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, roundings, tolerance } from "../model/numbersOf.js";
import { places } from "../../support/places.js";
import { sentences } from "../model/sentences.js";
import { exact, numbersIn, searchOptions, sourcesOf, wordsOf } from "./searchCase.js";
import {
  allTargets,
  forcedProbabilities,
  repeatsNgram,
  sayable,
  teacherForced,
} from "./teacherForced.js";

const truncation: fc.Arbitrary<Truncation> = fc.record({
  temperature: fc.constantFrom(0.5, 1, 2),
  topK: fc.constantFrom(1, 2, 4, Infinity),
  topP: fc.constantFrom(0.3, 0.9, 1),
});

describe.each(places)("on $name", (at) => {
  test("sharp enough, cut to one token, or to the smallest nucleus, sampling is greedy search", async () => {
    for (const config of configurations) {
      await fc.assert(
        fc.asyncProperty(sentences, fc.nat(), searchOptions, async (list, seed, shared) => {
          const p = drawParameters(config, seed, at);
          const source = padIds(sourcesOf(list));
          const asked = { ...shared, inspect: "weights" } as const;
          const expected = await greedy(config, p, source, asked);
          for (const sharp of [{ temperature: 1e-9 }, { topK: 1 }, { topP: 1e-9 }]) {
            const found = (await sample(config, p, source, { ...asked, ...sharp, seed })).flat();
            expect(found).toEqual(expected);
          }
          disposeTree(p);
        }),
        runs(1),
      );
    }
  }, 60_000);
});

for (const config of configurations) {
  test(`samples are as likely as under teacher forcing, and repeat no n-gram: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        sentences,
        fc.nat(),
        searchOptions,
        truncation,
        async (list, seed, shared, cut) => {
          const p = drawParameters(config, seed, exact);
          const sources = sourcesOf(list);
          const asked = { ...shared, ...cut, seed, count: 2 };
          const found = await sample(config, p, padIds(sources), asked);
          expect(found.map(({ length }) => length)).toEqual(sources.map(() => 2));
          const told = found.flatMap((samples, i) =>
            samples.map(({ ids, ended }) => ({ source: sources[i], target: ids, ended })),
          );
          const expected = await forcedProbabilities(config, p, told);
          const actual = found.flat().map(({ logProbability }) => logProbability);
          const bound = tolerance("float64", roundings(p, 40), { expected });
          expect(disagreement({ actual }, { actual: expected }, bound)).toBeUndefined();
          for (const { ids } of found.flat()) {
            if (asked.blockNgrams) expect(repeatsNgram(ids, asked.blockNgrams)).toBe(false);
          }
          disposeTree(p);
        },
      ),
      runs(2),
    );
  });

  test(`what is drawn depends on seed and place, not on who else is in the batch: ${config.title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sentences, fc.nat(), truncation, async (list, seed, cut) => {
        const p = drawParameters(config, seed, exact);
        const sources = sourcesOf(list);
        const asked = { ...cut, seed, count: 2, together: 3, inspect: "weights" } as const;
        const together = await sample(config, p, padIds(sources), asked);
        for (const [first, source] of sources.entries()) {
          const [alone] = await sample(config, p, padIds([source]), { ...asked, first });
          expect(wordsOf(together[first])).toEqual(wordsOf(alone));
          const bound = tolerance("float64", roundings(p, 40), numbersIn(alone));
          const others = numbersIn(together[first]);
          expect(disagreement(others, numbersIn(alone), bound)).toBeUndefined();
        }
        disposeTree(p);
      }),
      runs(2),
    );
  });
}

test("sampled targets are as frequent as the model finds them likely", async () => {
  const [config] = configurations;
  const small = { ...config, targetVocabulary: 5 };
  const [count, maxLength] = [3000, 2];
  const source = [4, 5];
  const targets = allTargets(5, maxLength);
  for (const cut of [{}, { temperature: 2 }, { topK: 2 }, { topP: 0.7 }]) {
    const p = drawParameters(small, 6, exact);
    const asked = { seed: 1, count, maxLength, ...cut };
    const [found] = await sample(small, p, padIds([source]), asked);
    const full = { temperature: 1, topK: Infinity, topP: 1, ...cut };
    const told = targets.map((target) => ({ source, target, ended: true }));
    const thoughts = await teacherForced(small, p, told);
    // A target ends, or it has the longest length: what is said beyond that does not count.
    const outcomes = targets.flatMap((ids, i) => {
      const shares = thoughts[i].steps.map((step) => byDefinition(step, full));
      const spoken = ids.reduce((product, token, t) => product * shares[t][token], 1);
      const ending = spoken * shares[ids.length][special.end];
      const ended = { key: `${ids.join()}.`, expected: count * ending };
      if (ids.length < maxLength) return [ended];
      return [ended, { key: ids.join(), expected: count * (spoken - ending) }];
    });
    const seen = new Map<string, number>();
    for (const { ids, ended } of found) {
      const key = ended ? `${ids.join()}.` : ids.join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    const possible = outcomes.filter(({ expected }) => expected > 0);
    const keys = new Set(possible.map(({ key }) => key));
    expect([...seen.keys()].filter((key) => !keys.has(key))).toEqual([]);
    // Pearson's statistic wants some five of each kind: the rarer ones count as one.
    const [rare, common] = [
      possible.filter((o) => o.expected < 5),
      possible.filter((o) => o.expected >= 5),
    ];
    const bins = [
      ...common.map(({ key, expected }) => ({ expected, observed: seen.get(key) ?? 0 })),
      {
        expected: rare.reduce((sum, { expected }) => sum + expected, 0),
        observed: rare.reduce((sum, { key }) => sum + (seen.get(key) ?? 0), 0),
      },
    ].filter(({ expected }) => expected > 1);
    const statistic = bins.reduce(
      (sum, { expected, observed }) => sum + (observed - expected) ** 2 / expected,
      0,
    );
    // P(χ²_d ≥ d + 2 √(d x) + 2 x) ≤ e^(−x) (Laurent & Massart 2000, Lemma 1); here one in a million.
    const [d, x] = [bins.length - 1, Math.log(1e6)];
    expect(d).toBeGreaterThan(1);
    expect(statistic).toBeLessThanOrEqual(d + 2 * Math.sqrt(d * x) + 2 * x);
    disposeTree(p);
  }
});

/** How often each token is drawn, as the papers write it. */
function byDefinition(
  logProbabilities: readonly number[],
  { temperature, topK, topP }: Truncation,
): number[] {
  const tokens = sayable(logProbabilities.length);
  const sharpened = logProbabilities.map((logP) => Math.exp(logP) ** (1 / temperature));
  const ranked = [...tokens].sort((a, b) => sharpened[b] - sharpened[a]).slice(0, topK);
  const massOf = (some: readonly number[]): number =>
    some.reduce((mass, token) => mass + sharpened[token], 0);
  const sizes = ranked.map((_, i) => i + 1);
  const size = sizes.find((n) => massOf(ranked.slice(0, n)) >= topP * massOf(ranked));
  const kept = ranked.slice(0, size);
  return sharpened.map((q, token) => (kept.includes(token) ? q / massOf(kept) : 0));
}

test("candidates are the likeliest, no more than k, and the fewest that hold p; their shares sum to 1", () => {
  const logProbability = fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: -9, max: 0, noNaN: true }) },
    fc.constant(-Infinity),
  );
  fc.assert(
    fc.property(
      fc.array(logProbability, { maxLength: 8 }),
      truncation,
      (others, { temperature, topK, topP }) => {
        const logs = [-1, ...others];
        const { tokens, shares } = candidatesOf(logs, { temperature, topK, topP });
        const rounding = 2 ** -50 * logs.length;
        expect(Math.abs(shares.reduce((a, b) => a + b) - 1)).toBeLessThanOrEqual(rounding);
        expect(new Set(tokens).size).toBe(tokens.length);
        const least = Math.min(...tokens.map((token) => logs[token]));
        const left = logs.flatMap((_, token) => (tokens.includes(token) ? [] : [token]));
        expect(least).toBeGreaterThan(-Infinity);
        for (const token of left) expect(logs[token]).toBeLessThanOrEqual(least);
        expect(tokens.length).toBeLessThanOrEqual(topK);
        tokens.forEach((token, i) => {
          const ratio = Math.exp((logs[token] - logs[tokens[0]]) / temperature);
          expect(Math.abs(shares[i] / shares[0] - ratio)).toBeLessThanOrEqual(2 ** -48 * ratio);
        });
        const unlimited = candidatesOf(logs, { temperature, topK, topP: 1 });
        const massOf = (count: number): number =>
          tokens
            .slice(0, count)
            .reduce((sum, token) => sum + unlimited.shares[unlimited.tokens.indexOf(token)], 0);
        expect(massOf(tokens.length)).toBeGreaterThanOrEqual(topP - rounding);
        if (topP < 1) expect(massOf(tokens.length - 1)).toBeLessThan(topP + rounding);
      },
    ),
  );
});

test("a temperature, a k or a p that nothing can be drawn with is refused", async () => {
  const [config] = configurations;
  const p = drawParameters(config, 1, exact);
  const source = padIds([[4]]);
  for (const bad of [{ temperature: 0 }, { topK: 0 }, { topP: 0 }, { topP: 1.5 }]) {
    const [[name, value]] = Object.entries(bad);
    await expect(sample(config, p, source, { seed: 1, ...bad })).rejects.toThrow(
      new RegExp(`^sample: ${name} must be .*; got ${String(value)}$`),
    );
  }
  disposeTree(p);
});

test("sampling leaves no storage behind", async () => {
  const before = { ...reference.live };
  for (const config of configurations) {
    const p = drawParameters(config, 3, exact);
    await sample(config, p, padIds([[4, 5], [6]]), { seed: 1, count: 3, maxLength: 4 });
    disposeTree(p);
  }
  expect({ ...reference.live }).toEqual(before);
});
