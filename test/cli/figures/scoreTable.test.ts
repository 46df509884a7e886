import { describe, expect, test } from "vitest";
import {
  scoreTable,
  type ScoreRow,
  type Spread,
} from "../../../packages/cli/src/figures/scoreTable.js";
import { scoreTableSvg } from "../../../packages/cli/src/figures/scoreTableSvg.js";
import { tableMarkdown, tableText } from "../../../packages/cli/src/figures/textTable.js";
import { hasStrictParser, partsOf, xmlErrors } from "./svg.js";

const spread = (mean: number, reach: number): Spread => ({
  ...{ mean, reach },
  ...{ low: mean - reach, high: mean + reach },
});

const rows: readonly ScoreRow[] = ["dot", "general", "location"].flatMap((attention, a) =>
  ["global", "local-m"].map((window, w) => ({
    name: window === "global" ? attention : `${attention} ${window}`,
    attention,
    window,
    parameters: 1000 * (a + 1) + w,
    familiar: {
      token: spread(90 - 10 * a - w, 1.5),
      exact: spread(50 - 10 * a - w, 3.5),
      loss: spread(0.5 + a, 0.25),
      ...(attention !== "location" && { aer: spread(10, 2), entropy: spread(0.75, 0.125) }),
    },
    seconds: spread(12.4, 3),
  })),
);

describe("scoreTable", () => {
  test("has a row a score and window, means with their intervals", () => {
    const { columns, rows: cells } = scoreTable(rows);
    expect(cells).toHaveLength(rows.length);
    expect(cells[0]).toEqual([
      ...["dot", "global", "90.0 ±1.5", "50.0 ±3.5", "0.500 ±0.250", "10.0 ±2.0", "0.75 ±0.13"],
      ...["1,000", "12"],
    ]);
    for (const row of cells) expect(row).toHaveLength(columns.length);
  });

  test("leaves a dash where weights were not measured", () => {
    expect(scoreTable(rows).rows[4].slice(5, 7)).toEqual(["–", "–"]);
  });
});

describe("tableText", () => {
  const table = scoreTable(rows);

  test.for([20, 40, 80, 200])("fits %i columns, and names what it leaves out", (width) => {
    const text = tableText(table, width);
    const lines = text.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(text.includes("(no room for: ")).toBe(width < 200);
    if (width === 80) expect(lines.at(-1)).toMatch(/\(no room for: .*seconds\)/);
  });
});

describe("tableMarkdown", () => {
  test("has a cell a column in every line, whatever a cell holds", () => {
    const text = tableMarkdown({
      columns: [
        { title: "a", align: "left" },
        { title: "b", align: "right" },
      ],
      rows: [["one | two", "3"]],
    });
    expect(text.split("\n")).toEqual([
      "| a          |   b |",
      "| ---------- | --: |",
      "| one \\| two |   3 |",
    ]);
  });
});

describe("scoreTableSvg", () => {
  const svg = scoreTableSvg(rows, { title: "scores", caption: "so" });
  const texts = partsOf(svg, "text").map(({ text }) => text);

  test("names every row and says its accuracy", () => {
    for (const { name, familiar } of rows) {
      expect(texts).toContain(name);
      expect(texts).toContain(`${familiar.token.mean.toFixed(1)} %`);
    }
  });

  test("rows of one window share a colour", () => {
    const fills = Array.from(svg.matchAll(/<circle [^>]*fill="(#[0-9a-f]{6})"/g), ([, hue]) => hue);
    expect(fills).toHaveLength(rows.length);
    expect(new Set(fills.filter((_, i) => rows[i].window === "global")).size).toBe(1);
    expect(new Set(fills).size).toBe(2);
  });

  test.skipIf(!hasStrictParser)("is well-formed XML, whatever the names", () => {
    const hostile = { ...rows[0], name: "<b> & \u0000 ]]>" };
    expect(xmlErrors([scoreTableSvg([hostile], { title: "<", caption: "&" })])).toBe("");
  });
});
