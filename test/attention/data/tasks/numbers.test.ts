import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copy } from "../../../../packages/attention/src/data/tasks/copy.js";
import { reverse } from "../../../../packages/attention/src/data/tasks/reverse.js";
import { sort } from "../../../../packages/attention/src/data/tasks/sort.js";
import { tasks } from "../../../../packages/attention/src/data/tasks.js";

const numberTasks = [copy, reverse, sort];
const list = fc.array(fc.integer({ min: 0, max: 49 }).map(String));
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe.each(numberTasks)("$name", (task) => {
  const sample = task.sample ?? (() => []);

  test("is in the list of tasks, whose names differ", () => {
    expect(tasks).toContain(task);
    expect(new Set(tasks.map(({ name }) => name)).size).toBe(tasks.length);
  });

  test("aligns each target token with the one place that it repeats, and no place twice", () => {
    fc.assert(
      fc.property(seed, (seed) => {
        for (const { source, target } of sample({ count: 20, lengths: [1, 12], seed })) {
          const places = task.alignment(source).flat();
          expect(places.map((place) => source[place])).toEqual(target);
          expect([...places].sort((a, b) => a - b)).toEqual([...source.keys()]);
        }
      }),
    );
  });

  test("draws as many pairs as are wanted, of the wanted lengths, by the seed alone", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 60 }), fc.nat(9), seed, (...drawn) => {
        const [count, shortest, more, seed] = drawn;
        const wanted = { count, lengths: [shortest, shortest + more], seed } as const;
        const pairs = sample(wanted);
        expect(pairs).toHaveLength(count);
        for (const { source, target } of pairs) {
          expect(source.length).toBeGreaterThanOrEqual(shortest);
          expect(source.length).toBeLessThanOrEqual(shortest + more);
          expect(target).toHaveLength(source.length);
        }
        expect(sample(wanted)).toEqual(pairs);
      }),
    );
  });

  test("draws both of the lengths at the ends", () => {
    const lengths = sample({ count: 100, lengths: [3, 5], seed: 1 }).map((p) => p.source.length);
    expect([...new Set(lengths)].sort()).toEqual([3, 4, 5]);
  });

  test("refuses lengths that no list has", () => {
    for (const lengths of [
      [0, 3],
      [4, 3],
      [1.5, 3],
    ] as const) {
      expect(() => sample({ count: 1, lengths, seed: 1 })).toThrow(RangeError);
    }
  });

  test("trains on lengths to 25 and tests on lengths to 30, of the numbers 0 to 49", () => {
    const { train, dev, test } = task.generate(42);
    expect([train.length, dev.length, test.length]).toEqual([50_000, 1_000, 1_000]);
    const longest = [train, dev, test].map((part) =>
      Math.max(...part.map(({ source }) => source.length)),
    );
    expect(longest).toEqual([25, 30, 30]);
    const numbers = new Set(train.flatMap(({ source }) => source));
    expect([...numbers].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});

describe("the orders", () => {
  const targetOf = ({ alignment }: (typeof numberTasks)[number], source: readonly string[]) =>
    alignment(source).map(([place]) => source[place]);

  test("copy says the source, reverse says it backwards, sort says it rising", () => {
    fc.assert(
      fc.property(list, (source) => {
        expect(targetOf(copy, source)).toEqual(source);
        expect(targetOf(reverse, source)).toEqual([...source].reverse());
        expect(targetOf(sort, source).map(Number)).toEqual(
          source.map(Number).sort((a, b) => a - b),
        );
      }),
    );
  });

  test("sort takes equal numbers in the order of the source", () => {
    fc.assert(
      fc.property(list, (source) => {
        const places = sort.alignment(source).flat();
        for (let t = 1; t < places.length; t++) {
          const isTie = source[places[t]] === source[places[t - 1]];
          expect(isTie && places[t] < places[t - 1]).toBe(false);
        }
      }),
    );
  });
});
