import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../packages/attention/src/userError.js";

describe("UserError", () => {
  test("names the file, the line, the problem and the mend", () => {
    const error = new UserError("no tab", { file: "a.tsv", line: 7, mend: "write one" });
    expect(error.message).toBe("a.tsv:7: no tab (write one)");
    expect(error.name).toBe("UserError");
    expect(error.exitCode).toBe(2);
  });

  test("says no more than it knows", () => {
    expect(new UserError("no words").message).toBe("no words");
    expect(new UserError("no words", { file: "stdin" }).message).toBe("stdin: no words");
    expect(new UserError("no words", { mend: "type one" }).message).toBe("no words (type one)");
  });

  test("is one line without control characters, whatever it quotes", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "é", "\n", "\r", "\0", "\u001b", "\u0085"),
    });
    fc.assert(
      fc.property(text, text, (problem, file) => {
        expect(new UserError(problem, { file }).message).not.toMatch(/\p{Cc}/u);
      }),
    );
    expect(new UserError("got \u001b[31mred\r\nblue").message).toBe("got  [31mred blue");
  });
});
