import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attentionJson } from "../../../packages/cli/src/figures/attentionJson.js";
import type { AttentionMatrix } from "../../../packages/cli/src/figures/attentionMatrix.js";
import { attentionSvg } from "../../../packages/cli/src/figures/attentionSvg.js";
import { attentionText, shadeOf } from "../../../packages/cli/src/figures/attentionText.js";
import { visible, widestOf } from "../../../packages/cli/src/figures/textColumns.js";
import { glowRamp, inkRamp, weightColor } from "../../../packages/cli/src/figures/weightRamp.js";
import { attentionMatrix } from "./attentionMatrices.js";
import { hasStrictParser, partsOf, xmlErrors } from "./svg.js";

/** Wide enough for any matrix here to stand in one panel. */
const oneLine = { width: 1000, truecolor: false };

/** An .svg file takes some twenty milliseconds. */
const fewer = { numRuns: 40 };

/** The cells of the .svg file, by row and column as they lie on the paper. */
function svgCells(svg: string): { fill: string; title: string }[][] {
  const cells = partsOf(svg, "rect")
    .filter(({ text }) => text.includes(" looked at "))
    .map(({ attributes: { x, y, fill }, text }) => ({
      x: Number(x),
      y: Number(y),
      fill,
      title: text,
    }));
  const tops = [...new Set(cells.map(({ y }) => y))].sort((a, b) => a - b);
  return tops.map((top) => cells.filter(({ y }) => y === top).sort((a, b) => a.x - b.x));
}

/** The lines of cells between the heading and the scale. */
function matrixLines(text: string, rows: number): string[] {
  return text.split("\n").slice(-2 - rows, -2);
}

function paintedColors(line: string): number[][] {
  return line.split("\u001b[").flatMap((piece) => {
    const [, ...rgb] = /^48;2;(\d+);(\d+);(\d+)m/.exec(piece) ?? [];
    return rgb.length === 3 ? [rgb.map(Number)] : [];
  });
}

describe("the pictures of one matrix", () => {
  test("text, SVG and JSON say the same weights", () => {
    fc.assert(
      fc.property(attentionMatrix(8), (matrix) => {
        const json = JSON.parse(attentionJson(matrix)) as AttentionMatrix;
        expect(json.weights).toEqual(matrix.weights);

        const cells = svgCells(attentionSvg(matrix, "title"));
        const inks = json.weights.map((row) =>
          row.map((w) => `rgb(${weightColor(inkRamp, w).join(", ")})`),
        );
        expect(cells.map((row) => row.map(({ fill }) => fill))).toEqual(inks);
        const numbers = cells.map((row) => row.map(({ title }) => title.split(": ").at(-1)));
        expect(numbers).toEqual(json.weights.map((row) => row.map((w) => w.toFixed(4))));

        const painted = attentionText(matrix, { ...oneLine, truecolor: true });
        const glows = json.weights.map((row) => row.map((w) => [...weightColor(glowRamp, w)]));
        expect(matrixLines(painted, glows.length).map(paintedColors)).toEqual(glows);
      }),
      fewer,
    );
  });

  test("the shades of plain text are the nearest quarters of the weights", () => {
    fc.assert(
      fc.property(attentionMatrix(8), ({ weights }) => {
        const source = weights[0].map((_, s) => "aeiou"[s % 5]);
        const target = weights.map((_, t) => "xyz"[t % 3]);
        const text = attentionText({ source, target, weights }, oneLine);
        const cells = ["· ", "░░", "▒▒", "▓▓", "██"];
        const expected = weights.map(
          (row, t) => `${target[t]} ${row.map((weight) => cells[shadeOf(weight)]).join("")}`,
        );
        const shown = matrixLines(text, target.length);
        expect(shown).toEqual(expected.map((line) => line.trimEnd()));
      }),
    );
    expect([0, 0.12, 0.13, 0.5, 0.87, 0.88, 1].map(shadeOf)).toEqual([0, 0, 1, 2, 3, 4, 4]);
  });

  test("repeated tokens keep a column and a row each", () => {
    const matrix = {
      source: ["a", "b", "a"],
      target: ["x", "x"],
      weights: [
        [0.9, 0.1, 0],
        [0, 0, 1],
      ],
    };
    const svg = attentionSvg(matrix, "a b a");
    expect(svgCells(svg).map((row) => row.length)).toEqual([3, 3]);
    const names = partsOf(svg, "text").map(({ text }) => text);
    expect(names.filter((name) => name === "a")).toHaveLength(2);
    expect(names.filter((name) => name === "x")).toHaveLength(2);
    expect(attentionText(matrix, oneLine)).toBe(
      ["  a b a", "x ██· ·", "x · · ██", "", "  weight 0 · ░░▒▒▓▓██ 1"].join("\n"),
    );
  });

  test("a matrix of another shape is refused, and so is what is no weight", () => {
    const matrix = { source: ["a", "b"], target: ["x"], weights: [[1]] };
    for (const draw of [attentionJson, (m: AttentionMatrix) => attentionSvg(m, "")]) {
      expect(() => draw(matrix)).toThrow("weights must be (1, 2); got 1 rows of 1");
      expect(() => draw({ ...matrix, weights: [[1, NaN]] })).toThrow("from 0 to 1; got NaN");
    }
    expect(() => attentionText({ ...matrix, weights: [] }, oneLine)).toThrow("got 0 rows");
  });
});

describe("attentionSvg", () => {
  test("names every column and row, the scale and the title", () => {
    fc.assert(
      fc.property(attentionMatrix(5), (matrix) => {
        const texts = partsOf(attentionSvg(matrix, "Where it looked"), "text").map(
          ({ text }) => text,
        );
        const expected = [...matrix.source, ...matrix.target].map(visible);
        expect(texts).toEqual(expect.arrayContaining(["Where it looked", "0", "0.5", "1"]));
        expect(texts).toEqual(expect.arrayContaining(expected));
      }),
      fewer,
    );
  });

  test.skipIf(!hasStrictParser)("is well-formed XML, whatever the tokens and the title", () => {
    const files = fc
      .sample(fc.tuple(attentionMatrix(4), fc.string({ unit: "binary" })), 60)
      .map(([matrix, title]) => attentionSvg(matrix, title));
    expect(xmlErrors(files)).toBe("");
  });

  test("draws a matrix without tokens", () => {
    const empty = { source: [], target: [], weights: [] };
    expect(svgCells(attentionSvg(empty, "nothing"))).toEqual([]);
    expect(attentionText(empty, oneLine)).toContain("weight 0");
    expect(attentionSvg({ source: ["a"], target: [], weights: [] }, "")).toContain(">a</text>");
  });
});

describe("attentionText", () => {
  test("no line is wider than asked, at 40, 80 and 200 columns", () => {
    fc.assert(
      fc.property(
        attentionMatrix(60),
        fc.constantFrom(40, 80, 200),
        fc.boolean(),
        (matrix, width, truecolor) => {
          const lines = attentionText(matrix, { width, truecolor }).split("\n");
          expect(widestOf(lines)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test("has no escape sequences without colours", () => {
    fc.assert(
      fc.property(attentionMatrix(8), (matrix) => {
        expect(attentionText(matrix, oneLine)).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });

  test("goes on in further panels where the columns do not fit", () => {
    const S = 30;
    const weights = [Array.from({ length: S }, (_, s) => (s === S - 1 ? 1 : 0))];
    const source = Array.from({ length: S }, (_, s) => "abc"[s % 3]);
    const text = attentionText({ source, target: ["x"], weights }, { width: 40, truecolor: false });
    const [first, second, scale, ...more] = text.split("\n\n");
    expect(more).toEqual([]);
    expect(first.split("\n")[1]).toBe(`x ${"· ".repeat(19).trimEnd()}`);
    expect(second.split("\n")).toEqual([
      `  ${"bcabcabcabc".split("").join(" ")}`,
      `x ${"· ".repeat(10)}██`,
    ]);
    expect(scale).toContain("weight");
  });

  test("columns of cells stand under their tokens, wide and combining ones included", () => {
    const source = ["大", "e\u0301", "北京", "x"];
    const weights = [[1, 0, 1, 0]];
    const [heading, row] = attentionText({ source, target: ["大学"], weights }, oneLine).split(
      "\n",
    );
    expect(heading).toBe("     大   e\u0301    北京 x");
    expect(row).toBe("大学 █████·    █████·");
  });

  test("tokens stand side by side as soon as all of them fit", () => {
    const matrix = { source: ["aa", "bb"], target: ["x"], weights: [[1, 0]] };
    const lines = (width: number): string[] =>
      attentionText(matrix, { width, truecolor: false }).split("\n");
    expect(lines(8).slice(0, 2)).toEqual(["  aa bb", "x ███·"]);
    expect(lines(7).slice(0, 3)).toEqual(["  a b", "  a b", "x ██·"]);
  });

  test("tokens stand downwards where they are too long to stand side by side", () => {
    const matrix = { source: ["the", "agreement", "."], target: ["L'"], weights: [[0.5, 0.5, 0]] };
    const lines = attentionText(matrix, { width: 20, truecolor: false }).split("\n");
    expect(lines.slice(0, 10)).toEqual([
      "     a",
      "     g",
      "     r",
      "     e",
      "     e",
      "     m",
      "   t e",
      "   h n",
      "   e t .",
      "L' ▒▒▒▒·",
    ]);
  });
});
