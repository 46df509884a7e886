import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closest, hintFor } from "../../../packages/cli/src/arguments/closest.js";

const names = ["additive", "none", "softmax", "logSoftmax", "gru"];

describe("closest", () => {
  test("a name is closest to itself, in whatever case", () => {
    for (const name of names) {
      expect(closest(name, names)).toBe(name);
      expect(closest(name.toUpperCase(), names)).toBe(name);
    }
  });

  test("one letter too few, too many or wrong is a typo", () => {
    const name = fc.constantFrom("additive", "softmax", "logSoftmax");
    fc.assert(
      fc.property(name, fc.nat(6), fc.constantFrom("", "q", "qq"), (name, at, typed) => {
        expect(closest(name.slice(0, at) + typed + name.slice(at + 1), names)).toBe(name);
      }),
    );
  });

  test("a part of one name is that name, and a part of several is none", () => {
    const names = ["gpu-webgpu", "gpu-cpu", "simd"];
    expect(closest("webgpu", names)).toBe("gpu-webgpu");
    expect(closest("CPU", names)).toBe("gpu-cpu");
    expect(closest("gpu", names)).toBeUndefined();
  });

  test("another word is no typo: then all names are offered", () => {
    expect(closest("zebra", names)).toBeUndefined();
    expect(hintFor("zebra", names)).toBe(`choose from ${names.join(", ")}`);
    expect(hintFor("aditive", names)).toBe("did you mean additive?");
  });
});
