import { describe, expect, test } from "vitest";
import {
  lengthCurveMarkdown,
  lengthCurveText,
} from "../../../packages/cli/src/figures/lengthCurveTable.js";

const lengths = Array.from({ length: 36 }, (_, i) => 5 + i);
const curves = ["additive", "cho"].map((name, m) => ({
  name,
  parameters: 70_000 + m,
  points: lengths.map((length) => {
    const accuracy = 100 - length * (m + 0.5);
    return { length, accuracy, low: accuracy - 2.5, high: Math.min(100, accuracy + 2.5) };
  }),
}));

describe("lengthCurveText", () => {
  test.for([30, 40, 80, 200])("fits %i columns, and shows the longest length", (width) => {
    const lines = lengthCurveText(curves, 22, width).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(/ 40\*$/);
    expect(lines[1]).toMatch(/ 80\.0$/);
    expect(lines[2]).toMatch(/ 78–83$/);
  });

  test("shows lengths at a round distance, those past training with a star", () => {
    const [head] = lengthCurveText(curves, 22, 90).split("\n");
    expect(head.split(/ +/)).toEqual([
      ...["model", "parameters"],
      ...["5", "10", "15", "20", "25*", "30*", "35*", "40*"],
    ]);
  });

  test("has no row of intervals where one seed gives none", () => {
    const single = curves.map((curve) => ({
      ...curve,
      points: curve.points.map((point) => ({
        ...point,
        low: point.accuracy,
        high: point.accuracy,
      })),
    }));
    expect(lengthCurveText(single, 22, 80).split("\n")).toHaveLength(3);
  });

  test("has nothing to show of no models", () => {
    expect(lengthCurveText([], 22, 80)).toBe("model  parameters");
  });
});

describe("lengthCurveMarkdown", () => {
  test("has a row a model, mean and interval in one cell", () => {
    const lines = lengthCurveMarkdown(curves, 22).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^\| additive +\| +70,000 \| +97\.5 \(95–100\) \|/);
    const cells = lines.map((line) => line.split("|").length);
    expect(new Set(cells).size).toBe(1);
  });
});
