/**
 * @file Contests between real processes: ours, and some that do not behave.
 */
import { fc, test } from "@fast-check/vitest";
import { Random } from "@heed/tensor";
import { afterAll, describe, expect } from "vitest";
import { Company } from "../../bench/src/contest/company.js";
import { ourContender, type Contender } from "../../bench/src/contest/contender.js";
import { contest, shuffled } from "../../bench/src/contest/contest.js";
import { casesOf } from "../../bench/src/kernels/operatorCases.js";
import { rowOf } from "../../bench/src/report/row.js";

const company = new Company();
afterAll(() => company.close());

const [{ workload }] = casesOf(["neg"], 1);
const [simd, reference] = [ourContender("simd", 1), ourContender("reference")];
const briefly = { workload, seconds: 0.02, rounds: 2, seed: 1, miss: () => undefined };

/** A contender that runs this script. */
function scripted(name: string, script: string): Contender {
  return { name, backend: name, command: [process.execPath, "-e", script] };
}

/** Says the same whatever it is asked. */
function saying(name: string, answer: object): Contender {
  const line = JSON.stringify(JSON.stringify(answer));
  return scripted(name, `process.stdin.on("data", () => console.log(${line}))`);
}

describe("a contest", () => {
  test("times every contender, and the first one twice", async () => {
    const { entries, noise } = await contest(company, {
      ...briefly,
      contenders: [simd, reference],
    });
    expect(entries.map(({ contender, verdict }) => [contender.name, verdict])).toEqual([
      ["simd, 1 thread", "timed"],
      ["reference", "timed"],
    ]);
    expect(noise).toBeGreaterThanOrEqual(0);
    for (const { time, ran, threads, check, memory } of entries) {
      expect(time?.samples).toBeGreaterThanOrEqual(2);
      expect(time?.median).toBeGreaterThan(0);
      expect(ran?.fallback).toBeUndefined();
      expect(threads).toBe(1);
      expect(check).toEqual(entries[0].check);
      expect(memory?.rssBytes).toBeGreaterThan(0);
    }
    expect(entries[1].ran).toEqual({ backend: "reference", executor: "javascript" });
  });

  test("gives who is wrong neither a time nor a rate", async () => {
    const { entries, noise } = await contest(company, {
      ...briefly,
      contenders: [simd],
      miss: () => "number 3 is off",
    });
    expect(noise).toBeUndefined();
    expect(entries).toMatchObject([{ verdict: "wrong", why: "number 3 is off" }]);
    const row = rowOf(entries[0], { work: "neg small", flops: 1, bytes: 1 });
    expect(row).toMatchObject({
      ok: false,
      verdict: "wrong",
      ran: expect.stringMatching(/^simd\//) as string,
    });
    expect(row).not.toHaveProperty("medianMs");
    expect(row).not.toHaveProperty("gflops");
  });

  test("lists who cannot take part with the reason, and times the others", async () => {
    const { entries } = await contest(company, {
      ...briefly,
      contenders: [
        { ...reference, name: "absent", missing: "it is not installed" },
        saying("unable", { missing: "there is no such operator" }),
        scripted("dead", `console.error("no memory left"); process.exit(3)`),
        saying("broken", { error: "it fell over" }),
        { name: "nobody", backend: "nobody", command: ["/nowhere/at/all"] },
        reference,
      ],
    });
    expect(entries.map(({ contender, verdict, why }) => [contender.name, verdict, why])).toEqual([
      ["absent", "missing", "it is not installed"],
      ["unable", "missing", "there is no such operator"],
      ["dead", "failed", "its process ended (3): no memory left"],
      ["broken", "failed", "it fell over"],
      ["nobody", "failed", expect.stringContaining("ENOENT") as string],
      ["reference", "timed", undefined],
    ]);
  });

  test("gives what there is when somebody stops it", async () => {
    const stop = new AbortController();
    const stopped = new Company(stop.signal);
    const { entries } = await contest(stopped, {
      ...{ ...briefly, seconds: 2, stop: stop.signal },
      contenders: [simd, scripted("silent", "setInterval(() => 0, 1000)")],
      onProgress: () => setTimeout(() => stop.abort(), 50),
    });
    await stopped.close();
    expect(entries).toEqual([]);
  });

  test("that breaks a process down gives it another with the next workload", async () => {
    const dead = scripted("again", "process.exit(1)");
    for (let i = 0; i < 2; i++) {
      const { entries } = await contest(company, { ...briefly, contenders: [dead] });
      expect(entries).toMatchObject([{ verdict: "failed", why: "its process ended (1)" }]);
    }
  });
});

describe("the order of a round", () => {
  test.prop([fc.array(fc.nat()), fc.nat()])("has everybody in it once", (list, seed) => {
    const mixed = shuffled(list, new Random(seed));
    expect(mixed.toSorted((a, b) => a - b)).toEqual(list.toSorted((a, b) => a - b));
    expect(shuffled(list, new Random(seed))).toEqual(mixed);
  });

  test("is any order about as often as any other", () => {
    const random = new Random(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(["a", "b", "c"], random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1000 ± 29 each: five deviations.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });
});
