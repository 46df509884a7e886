import {
  choose,
  optimizers,
  schedules,
  truths,
  type Listed,
  type OptimizerName,
} from "@heed/attention";
import { describe, expect, test } from "vitest";

const lists: Readonly<Record<string, Readonly<Record<string, Listed>>>> = {
  optimizers,
  schedules,
  truths,
};
const entries = Object.entries(lists).flatMap(([list, named]) =>
  Object.entries(named).map(([name, entry]) => [list, name, entry] as const),
);

describe.each(entries)("of %s, %s", (_, name, entry) => {
  test("says what it is, and its usual settings lie within their limits", () => {
    for (const text of [entry.about, entry.formula, entry.from]) expect(text).not.toBe("");
    for (const { usual, least, most } of Object.values(entry.settings)) {
      expect(usual).toBeGreaterThanOrEqual(least);
      expect(usual).toBeLessThanOrEqual(most);
    }
  });

  test("has its usual settings where nothing else is chosen, and keeps what is", () => {
    const list = { [name]: entry };
    const usual = choose(list, name).settings;
    expect(Object.keys(usual)).toEqual(Object.keys(entry.settings));
    for (const [key, { usual: value, least }] of Object.entries(entry.settings)) {
      expect(usual[key]).toBe(value);
      expect(choose(list, name, { [key]: least }).settings).toEqual({ ...usual, [key]: least });
    }
  });

  test("takes no setting of something else, and no value beyond its limits", () => {
    const list = { [name]: entry };
    expect(() => choose(list, name, { speed: 1 })).toThrow(
      new RegExp(`^${name}: it is set by .*; got speed$`),
    );
    for (const [key, { least, most }] of Object.entries(entry.settings)) {
      const beyond = [least - 1, NaN, ...(most === Infinity ? [] : [most + 1])];
      for (const value of beyond) {
        expect(() => choose(list, name, { [key]: value })).toThrow(`${name}: ${key} must be `);
      }
    }
  });
});

test("an error names the setting, its limits and what was given", () => {
  const name: OptimizerName = "momentum";
  expect(() => choose(optimizers, name, { momentum: 2 })).toThrow(
    new RangeError("momentum: momentum must be from 0 to 1; got 2"),
  );
});
