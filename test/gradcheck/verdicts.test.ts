/**
 * @file checkGradient on trial: derivatives that are right pass, wrong ones are found, and what is
 * said of PyTorch's checker on the same cases is what docs/results/gradcheck.md says.
 */
import { fileURLToPath } from "node:url";
import { checkGradient, type CheckMode, type GradientReport } from "@heed/autograd";
import { scope } from "@heed/tensor";
import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import { cases, place, type Case } from "./cases.js";
import { modes, saidBy, write, type Said } from "./document.js";

function check(tried: Case, mode: CheckMode): GradientReport {
  return scope(() => {
    const { f, inputs } = place(tried);
    return checkGradient(f, inputs, { mode, order: tried.order });
  });
}

/** The full mode moves each element alone: minutes for thousands of them. */
function isLarge(tried: Case): boolean {
  return scope(() => Object.values(place(tried).inputs).some(({ size }) => size > 1000));
}

const said: Record<CheckMode, Said[]> = { projected: [], full: [], sampled: [] };

for (const mode of modes) {
  describe(mode, () => {
    for (const [i, tried] of cases.entries()) {
      const { function: name, rule, inputs, truth, limit } = tried;
      if (mode === "full" && isLarge(tried)) continue;
      const verdict = limit === undefined ? truth : "right";
      test(`the ${rule} derivative of ${name} on inputs ${inputs} is found ${verdict}`, () => {
        const report = check(tried, mode);
        said[mode][i] = saidBy(report);
        expect(report.ok ? "right" : "wrong", report.toString()).toBe(verdict);
      });
    }
  });
}

test("what is not judged at a kink is shown", () => {
  for (const tried of cases.filter(({ limit }) => limit !== undefined)) {
    const [kink, ...others] = check(tried, "full").kinks;
    expect(others).toEqual([]);
    expect(kink).toMatchObject({ where: "x[2] → y[2]", analytic: 7 });
    expect([kink.left, kink.right].map((slope) => slope.toFixed(3))).toEqual(["0.100", "1.000"]);
  }
});

test("docs/results/gradcheck.md says what was found", async () => {
  const file = fileURLToPath(new URL("../../docs/results/gradcheck.md", import.meta.url));
  const style = await resolveConfig(file);
  const text = await format(write(said), { ...style, parser: "markdown" });
  await expect(text).toMatchFileSnapshot(file);
});
