import { describe, expect, test } from "vitest";
import { lossCurveSvg, type TrainingRun } from "../../../packages/cli/src/figures/lossCurveSvg.js";
import { hasStrictParser, partsOf, xmlErrors } from "./svg.js";

/** A run whose losses fall by these steps; every second report was measured on held-out data. */
function run(name: string, losses: readonly number[]): TrainingRun {
  const reports = losses.map((trainLoss, i) => ({
    updates: 100 * (i + 1),
    seconds: 10 * (i + 1),
    trainLoss,
    ...(i % 2 === 1 ? { devLoss: trainLoss + 0.1, devError: 10 * trainLoss } : {}),
  }));
  return { name, reports };
}

const look = { title: "Learning", against: "seconds", errorName: "phone error rate" } as const;
const runs = [run("additive attention", [3, 2, 1, 0.5]), run("fixed context", [3, 2.5, 2, 1.5])];

/** Lines and dots of the picture: the strokes of all that is drawn through points. */
function strokes(svg: string): string[] {
  return Array.from(svg.matchAll(/<path [^>]*stroke="(#[0-9a-f]{6})"/g), ([, stroke]) => stroke);
}

function texts(svg: string): string[] {
  return partsOf(svg, "text").map(({ text }) => text);
}

describe("lossCurveSvg", () => {
  test("has a line a run for training loss, held-out loss and held-out error", () => {
    const count = (stroke: string): number =>
      strokes(lossCurveSvg(runs, look)).filter((other) => other === stroke).length;
    expect(count("#0072b2")).toBe(3);
    expect(count("#d55e00")).toBe(3);
  });

  test("two runs of one name stay two lines", () => {
    const twins = [runs[0], { ...runs[1], name: runs[0].name }];
    expect(strokes(lossCurveSvg(twins, look))).toEqual(strokes(lossCurveSvg(runs, look)));
  });

  test("says the title, the axes, and what each run reached in the end", () => {
    expect(texts(lossCurveSvg(runs, look))).toEqual(
      expect.arrayContaining([
        "Learning",
        "additive attention: held-out loss 0.600, phone error rate 5.0 %",
        "fixed context: held-out loss 1.600, phone error rate 15.0 %",
        "seconds →",
        "↑ loss, nats a token",
        "↑ phone error rate, %",
      ]),
    );
  });

  test("its horizontal axis ends with the last report, in updates or seconds", () => {
    const updates = texts(lossCurveSvg(runs, { ...look, against: "updates" }));
    expect(updates).toEqual(expect.arrayContaining(["updates →", "400"]));
    expect(texts(lossCurveSvg(runs, look))).toEqual(expect.arrayContaining(["40"]));
  });

  test("leaves the panel of errors out where none was measured", () => {
    const reports = [{ updates: 1, seconds: 1, trainLoss: 2 }];
    const svg = lossCurveSvg([{ name: "short", reports }], look);
    expect(texts(svg)).toContain("short");
    expect(texts(svg).join()).not.toContain("phone error rate");
  });

  test("an infinite loss breaks its line and flattens no other", () => {
    const diverged = run("diverged", [3, 2, Infinity, 1, NaN, 1.5, 1]);
    const svg = lossCurveSvg([diverged], look);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(texts(svg)).toContain("3.0");
    const [path] = /<g [^>]*stroke-width="1.25".*?<\/g>/.exec(svg) ?? [];
    expect(path?.match(/M/g)).toHaveLength(3);
  });

  test("draws axes where nothing is known yet", () => {
    const svg = lossCurveSvg([{ name: "new", reports: [] }], look);
    expect(texts(svg)).toEqual(expect.arrayContaining(["new", "0.0", "1.0"]));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test.skipIf(!hasStrictParser)("is well-formed XML, whatever the names", () => {
    const hostile = run("<b> & \u0000\ud83d ]]>", [2, 1]);
    const file = lossCurveSvg([hostile], { ...look, title: '"<&>\u001b', errorName: "<e>" });
    expect(xmlErrors([file])).toBe("");
  });
});
