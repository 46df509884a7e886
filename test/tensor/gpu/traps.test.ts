/**
 * @file The traps of gpu.js in every mode that runs in Node. Those of browsers are checked in one.
 */
import { describe, expect, test } from "vitest";
import { devices } from "../../support/devices.js";
import { hostModes, outcomeOf } from "./trap.js";
import { traps } from "./traps.js";

// Every trap opens backends of its own, and closes them.
for (const { backend } of devices) await backend?.close();

for (const { mode, why } of [...hostModes.map((mode) => ({ mode, why: "" })), ...devices]) {
  describe.skipIf(why !== "")(`gpu.js in mode ${mode}${why && ` (not run: ${why})`}`, () => {
    for (const trap of traps.filter(({ modes }) => modes?.includes(mode) ?? true)) {
      test(trap.title, async () => {
        const { got, want } = await outcomeOf(trap, mode);
        expect(got).toEqual(want);
      });
    }
  });
}
