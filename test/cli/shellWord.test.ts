import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellWord } from "../../packages/cli/src/shellWord.js";

test("a shell reads a quoted word as the text that it was", () => {
  const text = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const line = `printf '%s\\n.\\n' ${texts.map(shellWord).join(" ")}`;
      const printed = execFileSync("sh", ["-c", line], { encoding: "utf8" });
      expect(printed).toBe(texts.map((text) => `${text}\n.\n`).join(""));
    }),
    { numRuns: 30 },
  );
});

test("what needs no quotes has none", () => {
  expect(shellWord("runs/demo-2")).toBe("runs/demo-2");
});
