import { describe, expect, it } from "vitest";
import type { RowMeasure } from "../../../bench/src/report/row.js";
import { stepRatios } from "../../../bench/src/workloads/step/stepRatios.js";
import {
  memoryTable,
  ratioNotes,
  singleSampleNote,
  stepChart,
  type StepFindings,
} from "../../../bench/src/workloads/step/stepReport.js";

function findings(hidden: number, times: Readonly<Record<string, number>>): StepFindings {
  const work = `step, hidden ${hidden}`;
  const rows = Object.entries(times).map(([name, medianMs]): RowMeasure => {
    const threads = name.includes("2 threads") ? 2 : 1;
    const timed = { ok: true, verdict: "timed", samples: 5, threads } as const;
    return { ...timed, work, name, backend: name.split(",")[0], medianMs };
  });
  const memory = rows.map(({ name, medianMs = 0 }) => ({ work, name, stepBytes: 1e6 * medianMs }));
  return { hidden, work, rows, memory, ratios: stepRatios(rows, ["simd"]) };
}

const found = [
  findings(64, { simd: 10, "torch, 1 thread": 30, "torch, 2 threads": 20 }),
  findings(256, { simd: 100, "tfjs-cpu": 5000 }),
];

describe("the report of steps", () => {
  it("says of each size how many times as fast we are, and than whom", () => {
    expect(ratioNotes(found, ["simd"])).toEqual([
      "hidden 64: simd is 2.00 × as fast as PyTorch at its best (torch, 2 threads), " +
        "3.00 × as fast as PyTorch, one thread beside one thread.",
      "hidden 256: simd is 50.0 × as fast as tfjs cpu.",
    ]);
  });

  it("says nothing of ratios where we were alone", () => {
    expect(ratioNotes([findings(64, { simd: 10 })], ["simd"])).toEqual([]);
  });

  it("has a column of memory for each size, and a gap for who was not there", () => {
    const [{ columns, rows }] = memoryTable(found);
    expect(columns.map(({ title }) => title)).toEqual(["contender", "hidden 64", "hidden 256"]);
    expect(rows).toEqual([
      ["simd", "10", "100"],
      ["torch, 1 thread", "30", "–"],
      ["torch, 2 threads", "20", "–"],
      ["tfjs-cpu", "–", "5000"],
    ]);
    expect(memoryTable([])).toEqual([]);
  });

  it("names those that were timed once", () => {
    const [{ rows }] = found;
    expect(singleSampleNote(rows)).toEqual([]);
    expect(singleSampleNote([{ ...rows[0], samples: 1 }])).toEqual([
      "Timed once, as a step takes longer than the time given: simd (step, hidden 64).",
    ]);
  });

  it("draws only who has a time", () => {
    const wrong = { ...found[0].rows[1], ok: false };
    const { series } = stepChart([{ ...found[0], rows: [found[0].rows[0], wrong] }]);
    expect([...new Set(series.map(({ name }) => name))]).toEqual(["simd"]);
    expect(series[0].points).toEqual([{ x: 64, y: 10 }]);
  });
});
