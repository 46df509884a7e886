import { choose, learningRate, schedules, type Moment, type ScheduleName } from "@heed/attention";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const peaks = fc.double({ min: 1e-6, max: 1, noNaN: true });
const warmups = fc.nat({ max: 1000 });
const updates = fc.integer({ min: 1, max: 5000 });
const fractions = fc.double({ min: 0, max: 1, noNaN: true });
const figures = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 20 });
const moments: fc.Arbitrary<Moment> = fc.record({
  update: updates,
  warmup: warmups,
  fraction: fractions,
  figures,
});
const names = Object.keys(schedules) as ScheduleName[];
const rate = (name: ScheduleName, at: Partial<Moment>, peak = 1, settings = {}): number => {
  const moment = { update: 1, warmup: 0, fraction: 0, figures: [], ...at };
  return learningRate(peak, choose(schedules, name, settings), moment);
};

describe.each(names)("%s", (name) => {
  test("lies between 0 and the peak", () => {
    fc.assert(
      fc.property(peaks, moments, (peak, at) => {
        expect(rate(name, at, peak)).toBeGreaterThanOrEqual(0);
        expect(rate(name, at, peak)).toBeLessThanOrEqual(peak);
      }),
    );
  });

  test("warms up in equal steps, the last of which reaches the peak", () => {
    fc.assert(
      fc.property(peaks, warmups, updates, (peak, warmup, update) => {
        const at = { update: Math.min(update, warmup), warmup };
        fc.pre(warmup > 0);
        expect(rate(name, at, peak)).toBeCloseTo((peak * at.update) / warmup, 12);
      }),
    );
  });

  test("never rises after its warm-up", () => {
    fc.assert(
      fc.property(moments, updates, fractions, figures, (at, more, over, next) => {
        const early = { ...at, update: at.update + at.warmup };
        const late = {
          ...early,
          update: early.update + more,
          fraction: Math.max(at.fraction, over),
          figures: [...at.figures, ...next],
        };
        expect(rate(name, late)).toBeLessThanOrEqual(rate(name, early));
      }),
    );
  });
});

test("constant stays at the peak, however long it takes", () => {
  fc.assert(
    fc.property(moments, (at) => {
      expect(rate("constant", { ...at, warmup: 0 })).toBe(1);
    }),
  );
});

test("cosine is half the peak half-way, ends at 0, and stays there", () => {
  expect(rate("cosine", { fraction: 0 })).toBe(1);
  expect(rate("cosine", { fraction: 0.5 })).toBeCloseTo(0.5, 15);
  expect(rate("cosine", { fraction: 1 })).toBe(0);
  expect(rate("cosine", { fraction: 1.5 })).toBe(0);
});

test("exponential falls by its factor over any `every` updates after the warm-up", () => {
  fc.assert(
    fc.property(warmups, updates, fc.integer({ min: 1, max: 500 }), (warmup, update, every) => {
      const settings = { factor: 0.25, every };
      const here = rate("exponential", { warmup, update: warmup + update }, 1, settings);
      const later = rate("exponential", { warmup, update: warmup + update + every }, 1, settings);
      // A power is as exact as its exponent, which here is at most 5000.
      expect(Math.abs(later - 0.25 * here)).toBeLessThanOrEqual(8 * 5000 * 2 ** -53 * here);
    }),
  );
});

test("noam with a peak of (d w)^(−½) is Vaswani's equation 3", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1024 }), updates, updates, (d, warmup, update) => {
      const expected = d ** -0.5 * Math.min(update ** -0.5, update * warmup ** -1.5);
      const found = rate("noam", { warmup, update }, (d * warmup) ** -0.5);
      expect(Math.abs(found / expected - 1)).toBeLessThanOrEqual(8 * 2 ** -53);
    }),
  );
});

describe("plateau", () => {
  const share = (seen: readonly number[], patience = 2) =>
    rate("plateau", { figures: seen }, 1, { factor: 0.5, patience });

  test("stays at the peak while every figure is better than those before", () => {
    expect(share([5, 4, 3, 2, 1, 0])).toBe(1);
    expect(share([])).toBe(1);
  });

  test("is cut when `patience` figures in a row were no better than the best, and waits anew", () => {
    expect(share([3, 3])).toBe(1);
    expect(share([3, 3, 4])).toBe(0.5);
    expect(share([3, 4, 2, 4])).toBe(1);
    expect(share([3, 4, 2, 4, 2])).toBe(0.5);
    expect(share([3, 3, 3, 3])).toBe(0.5);
    expect(share([3, 3, 3, 3, 3])).toBe(0.25);
    expect(share([3, 3], 1)).toBe(0.5);
  });

  test("does not go by where figures lie, only by which is lower", () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 0.5, max: 2, noNaN: true }), (seen, scale) => {
        // Ranks in place of figures: roundings cannot change who is better.
        const ranks = seen.map((figure) => seen.filter((other) => other < figure).length);
        expect(share(ranks.map((rank) => scale * rank))).toBe(share(seen));
      }),
    );
  });
});
