/**
 * @file Every operator, forward and derivative, on every backend that runs in Node, against the
 * float64 reference. Those of browsers: test/browser/conformance.test.ts.
 */
import type { Backend } from "@heed/tensor";
import { afterAll, describe, test } from "vitest";
import { correctlyRounded, promisedByWgsl, type Accuracy } from "../support/accuracy.js";
import { builds } from "../support/backends.js";
import { notRun } from "../support/browser.js";
import { conform, conformanceRows } from "../support/conformance.js";
import { devices } from "../support/devices.js";
import { runs } from "../support/runs.js";

type Backends = Readonly<Record<string, Backend>>;

function testRows(on: Backends, count: number, accuracy: Accuracy): void {
  for (const row of conformanceRows) {
    test(`${row.name} gives the float64 reference's ${row.side}`, async () => {
      await conform(row, on, { ...runs(count), accuracy });
    });
  }
}

describe(`on each of ${Object.keys(builds).join("; ")}`, () => {
  testRows(builds, 20, correctlyRounded);
});

for (const { mode, backend, why } of devices) {
  describe.skipIf(backend === undefined)(`on gpu:${mode}${notRun(why)}`, () => {
    if (backend === undefined) {
      test.skip("no operator");
      return;
    }
    testRows({ [mode]: backend }, 5, promisedByWgsl);
    afterAll(() => backend.close());
  });
}
