import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Pair } from "../../../../packages/attention/src/data/pair.js";
import {
  dateFormats,
  writeDate,
} from "../../../../packages/attention/src/data/tasks/dateFormat.js";
import { dates, generateDates } from "../../../../packages/attention/src/data/tasks/dates.js";
import { tasks } from "../../../../packages/attention/src/data/tasks.js";

const ISO = "YYYY-MM-DD";
const textOf = (tokens: readonly string[]) => tokens.join("");
const targetsOf = (pairs: readonly Pair[]) => new Set(pairs.map(({ target }) => textOf(target)));

const date = fc
  .date({
    min: new Date("1950-01-01T00:00Z"),
    max: new Date("2049-12-31T00:00Z"),
    noInvalidDate: true,
  })
  .map((day) => ({
    year: day.getUTCFullYear(),
    month: day.getUTCMonth() + 1,
    day: day.getUTCDate(),
  }));
const format = fc.constantFrom(...dateFormats);

describe("dates", () => {
  const data = dates.generate(7);

  test("is in the list of tasks", () => {
    expect(tasks).toContain(dates);
  });

  test("has the published number of training pairs, and no date in two parts", () => {
    expect(data.train).toHaveLength(182_620);
    expect(data.dev).toHaveLength(5_478 * 20);
    expect(data.test).toHaveLength(21_916 * 20);
    const parts = [data.train, data.dev, data.test].map(targetsOf);
    const together = new Set(parts.flatMap((part) => [...part]));
    expect(parts.map(({ size }) => size)).toEqual([9_131, 5_478, 21_916]);
    expect(together.size).toBe(36_525);
    const sorted = [...together].sort();
    expect([sorted[0], sorted.at(-1)]).toEqual(["1950-01-01", "2049-12-31"]);
  });

  test("no text means two dates: all answers can be right", () => {
    const meaning = new Map<string, string>();
    const clashes = [...data.train, ...data.dev, ...data.test].filter(({ source, target }) => {
      const [text, iso] = [textOf(source), textOf(target)];
      const known = meaning.get(text);
      meaning.set(text, iso);
      return known !== undefined && known !== iso;
    });
    expect(clashes.slice(0, 3)).toEqual([]);
  });

  test("has the vocabularies and lengths of the example it is taken from", () => {
    const tokens = (side: "source" | "target") =>
      [...new Set(data.train.flatMap((pair) => pair[side]))].sort().join("");
    expect(tokens("source")).toBe(" ,-./0123456789ABCDEFGJLMNOPRSTUVY");
    expect(tokens("target")).toBe("-0123456789");
    expect(data.train.every(({ source }) => source.length <= 12)).toBe(true);
    expect(data.train.every(({ target }) => target.length === 10)).toBe(true);
  });

  test("is drawn by its seed", () => {
    const few = { train: 30, dev: 5, test: 5 };
    const [one, same, other] = [1, 1, 2].map((seed) => generateDates(seed, few));
    expect(same).toEqual(one);
    expect(targetsOf(other.train)).not.toEqual(targetsOf(one.train));
    expect(one.train).toHaveLength(30 * 20);
  });

  test("refuses more dates than there are", () => {
    expect(() => generateDates(1, { train: 36_525, dev: 1, test: 0 })).toThrow(/36525 dates/);
  });
});

describe("a written date", () => {
  const known = { year: 2019, month: 1, day: 7 };

  test("has each of twenty formats", () => {
    expect(dateFormats.map((format) => writeDate(known, format)).sort()).toEqual(
      [
        ...["01/07/2019", "1/7/2019", "01/07/19", "1/7/19", "010719"],
        ...["07-01-2019", "7-1-2019", "07.01.2019", "7.1.2019"],
        ...["2019-01-07", "2019-1-7", "2019.01.07", "2019.1.7", "20190107"],
        ...["07JAN2019", "7 JAN 2019"],
        ...["JAN 07 2019", "JAN 07, 2019", "JAN 07 19", "JAN 07, 19"],
      ].sort(),
    );
  });

  test("is aligned so that each digit comes from its digit, where there is one", () => {
    fc.assert(
      fc.property(date, format, (date, format) => {
        const [source, target] = [format, ISO].map((f) => Array.from(writeDate(date, f)));
        const alignment = dates.alignment(source);
        expect(alignment).toHaveLength(target.length);
        alignment.forEach((places, t) => {
          expect(places.length === 0).toBe(target[t] === "-");
          for (const place of places) expect(place).toBeLessThan(source.length);
          // But for a century and a leading zero, which no digit of the source says.
          const isImplied = (format.match(/Y/g)?.length === 2 && t < 2) || target[t] === "0";
          if (!isImplied && places.length === 1) expect(source[places[0]]).toBe(target[t]);
        });
      }),
    );
  });

  test.each([
    ["7.1.2019", [[4], [5], [6], [7], [], [2], [2], [], [0], [0]]],
    ["JAN 07, 19", [[8], [8], [8], [9], [], [0, 1, 2], [0, 1, 2], [], [4], [5]]],
    ["11/20/2019", [[6], [7], [8], [9], [], [0], [1], [], [3], [4]]],
    ["201119", [[4], [4], [4], [5], [], [0], [1], [], [2], [3]]],
  ])("%s has a known alignment", (text, alignment) => {
    expect(dates.alignment(Array.from(text))).toEqual(alignment);
  });

  test("of no format has no alignment", () => {
    expect(() => dates.alignment(Array.from("yesterday"))).toThrow(/"yesterday"/);
  });
});
