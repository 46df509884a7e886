import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Pair } from "../../../../packages/attention/src/data/pair.js";
import { reverse } from "../../../../packages/attention/src/data/tasks/reverse.js";
import { tasks } from "../../../../packages/attention/src/data/tasks.js";

const lengths = (pairs: readonly Pair[]) => new Set(pairs.map(({ source }) => source.length));

describe("reverse", () => {
  const data = reverse.generate(42);

  // SHA-256 of train.src, dev.src and test.src as Joey NMT's scripts/generate_reverse_task.py
  // writes them (seed 42, NumPy 2.4.6).
  test.each([
    ["train", "ee8da45813d244a1d758ee00833e19578a3e153ad6f58710a8b092b6dce5be33"],
    ["dev", "f03a9701d841a5d9e89f13623a29a90126d6897fd691e667a771ac4ff0347ff8"],
    ["test", "52412dcf982cde026907210e9319cfeb1954b49788b6b91eab7c0510a05b8e25"],
  ] as const)("with seed 42 is Joey NMT's own data: %s", (part, digest) => {
    const file = data[part].map(({ source }) => `${source.join(" ")}\n`).join("");
    expect(createHash("sha256").update(file).digest("hex")).toBe(digest);
  });

  test("has every target read backwards", () => {
    const pairs = [...data.train, ...data.dev, ...data.test];
    const wrong = pairs.filter(
      ({ source, target }) => [...target].reverse().join() !== source.join(),
    );
    expect(wrong).toEqual([]);
  });

  test("trains on lengths 1 to 25 and tests on lengths 1 to 30, of the numbers 0 to 49", () => {
    expect([data.train.length, data.dev.length, data.test.length]).toEqual([50_000, 1_000, 1_000]);
    expect(Math.max(...lengths(data.train))).toBe(25);
    expect(lengths(data.train).size).toBe(25);
    expect(Math.max(...lengths(data.test))).toBe(30);
    const numbers = new Set(data.train.flatMap(({ source }) => source));
    expect([...numbers].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  test("is other data with another seed", () => {
    expect(reverse.generate(43).dev).not.toEqual(data.dev);
  });

  test("is in the list of tasks, whose names differ", () => {
    expect(tasks).toContain(reverse);
    expect(new Set(tasks.map(({ name }) => name)).size).toBe(tasks.length);
  });
});
