import { describe, expect, test } from "vitest";
import { lookOf } from "../../../packages/cli/src/figures/terminal.js";

const pipe = {};
const terminal = { isTTY: true, columns: 132, getColorDepth: () => 24 };

describe("lookOf", () => {
  test("a terminal has its own width, and colours where it says so", () => {
    expect(lookOf(terminal, {})).toEqual({ width: 132, truecolor: true });
    expect(lookOf({ ...terminal, getColorDepth: () => 8 }, {}).truecolor).toBe(false);
  });

  test("NO_COLOR takes the colours away, unless it is empty", () => {
    expect(lookOf(terminal, { NO_COLOR: "1" }).truecolor).toBe(false);
    expect(lookOf(terminal, { NO_COLOR: "" }).truecolor).toBe(true);
  });

  test("a pipe has no colours, and the width of COLUMNS or 80", () => {
    expect(lookOf(pipe, { COLORTERM: "truecolor" })).toEqual({ width: 80, truecolor: false });
    expect(lookOf(pipe, { COLUMNS: "40" }).width).toBe(40);
    expect(lookOf(pipe, { COLUMNS: "wide" }).width).toBe(80);
  });

  test("a terminal of unknown width counts as one of 80 columns", () => {
    expect(lookOf({ ...terminal, columns: 0 }, { COLUMNS: "40" }).width).toBe(80);
  });
});
