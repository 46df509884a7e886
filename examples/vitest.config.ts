import { defineConfig, type ViteUserConfig } from "vitest/config";

// In a project of your own, with the packages installed, none of this is needed. Here it takes them
// from their sources, and names the tests that fail on purpose.
const conditions = ["heed-source", "node"];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["*.test.ts", "failing/*.test.ts"], testTimeout: 60_000 },
});

export default config;
