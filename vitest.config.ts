import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";

/** Ends every run with `N passed, N failed` alone on a line; a file that does not load is a failure. */
const closingLine: Reporter = {
  onTestRunEnd(files, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const file of files) {
      count.failed += file.errors().length;
      for (const test of file.children.allTests()) count[test.result().state]++;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  },
};

// Tests run the TypeScript of every package: no build between an edit and its test.
const conditions = ["heed-source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts", "examples/*.test.ts"],
    // A laptop or a small CI machine of two cores: one worker more, since some wait for what they
    // started, and time for a property to shrink on it.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", closingLine],
  },
});
