import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { RowMeasure } from "../../../bench/src/report/row.js";
import { fastest, stepRatios } from "../../../bench/src/workloads/step/stepRatios.js";

function row(backend: string, medianMs: number, threads = 2): RowMeasure {
  const name = `${backend}, ${threads}`;
  return { work: "step", name, backend, threads, ok: true, verdict: "timed", medianMs };
}

const time = fc.double({ min: 0.1, max: 1e5, noNaN: true });
const times = fc.array(time, { minLength: 1, maxLength: 5 });

describe("a ratio", () => {
  test.prop([times, times])("is the peer's best time over our best one", (ours, theirs) => {
    const rows = [...ours.map((ms) => row("simd", ms)), ...theirs.map((ms) => row("torch", ms))];
    const { torch } = stepRatios(rows, ["simd"]);
    expect(torch).toBe(Math.min(...theirs) / Math.min(...ours));
  });

  test.prop([time, time, time, time])("of single threads leaves more threads out", (a, b, c, d) => {
    const rows = [row("simd", a, 1), row("simd", b), row("torch", c, 1), row("torch", d)];
    expect(stepRatios(rows, ["simd"]).torchSingle).toBe(c / a);
  });

  test.prop([time, time])("ignores who was wrong, however fast", (ours, theirs) => {
    const wrong = { ...row("torch", theirs / 2), ok: false, verdict: "wrong" as const };
    const rows = [row("simd", ours), row("torch", theirs), wrong];
    expect(stepRatios(rows, ["simd"]).torch).toBe(theirs / ours);
  });

  it("is null where one of the two has no time", () => {
    const none = { torch: null, torchSingle: null, tfjsWasm: null, tfjsCpu: null };
    expect(stepRatios([], ["simd"])).toEqual(none);
    expect(stepRatios([row("simd", 1)], ["simd"])).toEqual(none);
    expect(stepRatios([row("tfjs-wasm", 1)], ["simd"])).toEqual(none);
    expect(stepRatios([row("simd", 1), row("tfjs-wasm", 8, 1)], ["simd"])).toEqual({
      ...none,
      tfjsWasm: 8,
    });
  });
});

describe("the fastest", () => {
  it("is none of nothing", () => {
    expect(fastest([])).toBeUndefined();
  });
});
