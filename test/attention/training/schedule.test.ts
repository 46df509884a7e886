import { learningRate, type Schedule } from "@heed/attention";
import fc from "fast-check";
import { expect, test } from "vitest";

const schedules: fc.Arbitrary<Schedule> = fc.record({
  peak: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  warmup: fc.nat({ max: 1000 }),
});
const updates = fc.integer({ min: 1, max: 5000 });
const fractions = fc.double({ min: 0, max: 1, noNaN: true });

test("the rate lies between 0 and the peak", () => {
  fc.assert(
    fc.property(schedules, updates, fractions, (schedule, update, fraction) => {
      const rate = learningRate(schedule, update, fraction);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(schedule.peak);
    }),
  );
});

test("the warm-up rises in equal steps, the last of which reaches the peak", () => {
  fc.assert(
    fc.property(schedules, updates, ({ peak, warmup }, update) => {
      const expected = update < warmup ? (peak * update) / warmup : peak;
      expect(learningRate({ peak, warmup }, update, 0)).toBeCloseTo(expected, 12);
    }),
  );
});

test("after it the rate never rises, is half the peak half-way, and ends at 0", () => {
  fc.assert(
    fc.property(schedules, updates, fractions, fractions, ({ peak, warmup }, update, a, b) => {
      const at = (fraction: number) => learningRate({ peak, warmup }, warmup + update, fraction);
      expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)));
      expect(at(0.5)).toBeCloseTo(peak / 2, 12);
      expect(at(1)).toBe(0);
    }),
  );
});

test("a run that lasts longer than planned goes on at rate 0", () => {
  expect(learningRate({ peak: 1, warmup: 0 }, 10, 1.5)).toBe(0);
});
