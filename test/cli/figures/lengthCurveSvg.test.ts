import { describe, expect, test } from "vitest";
import {
  lengthCurveSvg,
  type LengthCurve,
  type LengthCurveLook,
} from "../../../packages/cli/src/figures/lengthCurveSvg.js";
import { hasStrictParser, partsOf, xmlErrors } from "./svg.js";

/** A model whose accuracy falls from `first` by `fall` a length; the band reaches `reach` out. */
function curve(name: string, first: number, fall: number, reach: number): LengthCurve {
  const points = [5, 6, 7, 8, 9, 10].map((length, i) => {
    const accuracy = first - fall * i;
    return { length, accuracy, low: Math.max(0, accuracy - reach), high: accuracy + reach };
  });
  return { name, parameters: 12_345, points };
}

const curves = [curve("additive", 95, 1, 2), curve("cho", 60, 9.5, 4)];
const look: LengthCurveLook = {
  title: "reverse: token accuracy against source length",
  caption: "trained so",
  measure: "token accuracy",
  trained: [5, 8],
  dashed: ["cho"],
};

type XY = readonly [x: number, y: number];

/** The corners of each path drawn in this colour. */
function pathsOf(svg: string, paint: "stroke" | "fill", hue: string): XY[][] {
  const pattern = new RegExp(`<g [^>]*${paint}="${hue}".*?<path[^>]* d="([^"]*)"`, "g");
  return Array.from(svg.matchAll(pattern), ([, d]) =>
    Array.from(d.matchAll(/([\d.]+),([\d.]+)/g), ([, x, y]) => [Number(x), Number(y)] as const),
  );
}

/** Where the vertical axis has its ticks: pixels of a value. */
function pixelsOf(svg: string): (value: number) => number {
  const ticks = Array.from(
    svg.matchAll(/<text [^>]*transform="translate\(([\d.]+),([\d.]+)\)"[^>]*>(\d+)<\/text>/g),
    ([, , y, value]) => ({ y: Number(y), value: Number(value) }),
  );
  const [low, high] = [
    ticks.find(({ value }) => value === 0),
    ticks.find(({ value }) => value === 100),
  ];
  if (low === undefined || high === undefined) throw new Error("no ticks at 0 and 100");
  return (value) => low.y + (value / 100) * (high.y - low.y);
}

const texts = (svg: string): string[] => partsOf(svg, "text").map(({ text }) => text);

describe("lengthCurveSvg", () => {
  const svg = lengthCurveSvg(curves, look);
  const hueOfCurve = ["#0072b2", "#d55e00"];

  test("a line goes through the accuracies of its model", () => {
    const pixels = pixelsOf(svg);
    curves.forEach(({ points }, i) => {
      const [line] = pathsOf(svg, "stroke", hueOfCurve[i]);
      expect(line).toHaveLength(points.length);
      // Paths are written with three digits behind the point.
      line.forEach(([, y], p) => expect(y).toBeCloseTo(pixels(points[p].accuracy), 2));
    });
  });

  test("ten models have ten colours", () => {
    const many = Array.from({ length: 10 }, (_, i) => curve(`m${i}`, 90 - i, 1, 1));
    const leaders = lengthCurveSvg(many, look).matchAll(/<line [^>]*stroke="(#\w{6})"/g);
    expect(new Set(Array.from(leaders, ([, hue]) => hue)).size).toBe(10);
  });

  test("a band goes along the upper ends of the intervals and back along the lower", () => {
    const pixels = pixelsOf(svg);
    curves.forEach(({ points }, i) => {
      const [band] = pathsOf(svg, "fill", hueOfCurve[i]);
      const there = points.map(({ high }) => pixels(high));
      const back = points.map(({ low }) => pixels(low)).reverse();
      expect(band).toHaveLength(2 * points.length);
      [...there, ...back].forEach((y, p) => expect(band[p][1]).toBeCloseTo(y, 2));
    });
  });

  test("each line is named where it ends, with what it reached and how large the model is", () => {
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["additive: 90 %", "cho: 13 %", "12,345 parameters"]),
    );
  });

  test("names stay apart where lines end together, and on the sheet", () => {
    const many = Array.from({ length: 9 }, (_, i) => curve(`model ${i}`, 99, 0.1 * i, 0));
    const drawn = lengthCurveSvg(many, look);
    const height = Number(/<svg [^>]*height="([\d.]+)"/.exec(drawn)?.[1]);
    const places = partsOf(drawn, "text")
      .filter(({ text }) => text.startsWith("model "))
      .map(({ attributes }) => Number(attributes.y))
      .sort((a, b) => a - b);
    expect(places).toHaveLength(9);
    places.slice(1).forEach((y, i) => expect(y - places[i]).toBeGreaterThanOrEqual(30));
    expect(places[0]).toBeGreaterThan(0);
    expect(places.at(-1)).toBeLessThan(height);
  });

  test("says the title, the axes, and where training ended", () => {
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        look.title,
        look.caption,
        "source length, tokens →",
        "↑ token accuracy, %",
        "trained on lengths 5–8",
        "longer than any source in training",
      ]),
    );
  });

  test("shades the lengths past training, and nothing where there are none", () => {
    const shade = /<rect [^>]*fill="#efefef"|fill="#efefef"/;
    expect(svg).toMatch(shade);
    const inside = lengthCurveSvg(curves, { ...look, trained: [5, 10] });
    expect(inside).not.toMatch(shade);
    expect(texts(inside)).not.toContain("longer than any source in training");
  });

  test("lines of models without attention are dashed, the others are not", () => {
    const dashed = Array.from(
      svg.matchAll(/<g stroke-dasharray="7 4"[^>]* stroke="(#[0-9a-f]{6})"/g),
      ([, hue]) => hue,
    );
    expect(dashed).toEqual([hueOfCurve[1]]);
  });

  test("draws its axes where nothing is known yet", () => {
    const empty = lengthCurveSvg([], look);
    expect(texts(empty)).toContain("↑ token accuracy, %");
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });

  test.skipIf(!hasStrictParser)("is well-formed XML, whatever the names", () => {
    const hostile = curve("<b> & \u0000\ud83d ]]>", 50, 1, 1);
    expect(xmlErrors([lengthCurveSvg([hostile], { ...look, title: '"<&>\u001b' })])).toBe("");
  });
});
