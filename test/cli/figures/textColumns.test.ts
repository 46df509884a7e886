import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clip,
  harmless,
  padEnd,
  padStart,
  visible,
  widestOf,
} from "../../../packages/cli/src/figures/textColumns.js";
import { token } from "./attentionMatrices.js";

describe("columns of text", () => {
  test("a visible token takes a column at least and moves no cursor", () => {
    fc.assert(
      fc.property(token, (text) => {
        expect(widestOf([visible(text)])).toBeGreaterThan(0);
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\s]/u);
      }),
    );
  });

  test("padded text takes exactly its columns, clipped text at most", () => {
    fc.assert(
      fc.property(token.map(visible), fc.nat({ max: 12 }), (text, columns) => {
        expect(widestOf([clip(text, columns)])).toBeLessThanOrEqual(columns);
        expect(widestOf([padEnd(text, columns)])).toBe(columns);
        expect(widestOf([padStart(text, columns)])).toBe(columns);
      }),
    );
  });

  test.each([
    ["大", 2],
    ["e\u0301", 1],
    ["👨‍👩‍👧", 2],
    ["한국", 4],
  ])("%s takes %i columns", (text, columns) => {
    expect(widestOf([text])).toBe(columns);
  });

  test("text is clipped between characters, not within them", () => {
    expect(clip("北京市大学", 6)).toBe("北京…");
    expect(clip("北京市", 6)).toBe("北京市");
    expect(clip("e\u0301e\u0301e\u0301", 2)).toBe("e\u0301…");
  });

  test("what cannot be seen is shown by signs", () => {
    expect(visible(" ")).toBe("␣");
    expect(visible("\u0301")).toBe("◌\u0301");
    expect(visible("")).toBe("◌");
    expect(harmless("two words\u001b[2J")).toBe("two words�[2J");
  });
});
