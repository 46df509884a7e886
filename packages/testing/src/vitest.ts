/**
 * @file @heed/testing/vitest: matchers. Importing it adds them to vitest's `expect`, in tests and in
 * properties alike:
 *
 *   expect(f).toHaveCorrectGradient(inputs, { mode: "full", order: 2 })
 *   expect(fused).toAgreeWith(composed, inputs)
 *   expect(chainRule(f, g, inputs)).toHold()
 *
 * A failing one prints what `checkGradient` or the law has to say, with the line that replays it.
 */
import { checkGradient, type CheckOptions, type Differentiable } from "@heed/autograd";
import { expect } from "vitest";
import { agreement } from "./laws/agreement.js";
import type { LawMiss } from "./laws/lawMiss.js";

/** What a function is called with. */
type InputsOf<F> = F extends (inputs: infer P) => unknown ? P : never;

declare module "vitest" {
  interface Matchers<T> {
    /** The derivative of this function of a tree of operands is right: `checkGradient` says so. */
    toHaveCorrectGradient(inputs: InputsOf<T>, options?: CheckOptions): void;
    /** This function and that one have the same values and gradients, but for rounding. */
    toAgreeWith(other: Differentiable<InputsOf<T>>, inputs: InputsOf<T>): void;
    /** A law has found no miss. */
    toHold(): void;
  }
}

expect.extend({
  toHaveCorrectGradient(f: Differentiable<unknown>, inputs: unknown, options?: CheckOptions) {
    const report = checkGradient(f, inputs, options);
    const wanted = this.isNot ? "expected a wrong derivative, but it is right\n" : "";
    return { pass: report.ok, message: () => `${wanted}${report.toString()}` };
  },

  toAgreeWith(f: Differentiable<never>, g: Differentiable<never>, inputs: unknown) {
    // That they fit each other is checked where it is called.
    const miss = agreement(f, g, inputs as never);
    return verdict(miss, "the two functions agree, values and gradients");
  },

  toHold(miss: LawMiss | undefined) {
    return verdict(miss, "the law holds");
  },
});

function verdict(miss: LawMiss | undefined, held: string): { pass: boolean; message(): string } {
  return { pass: miss === undefined, message: () => miss?.toString() ?? held };
}
