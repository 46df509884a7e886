/**
 * @file `npm run conformance`: runs main.ts, TypeScript and all, as vitest runs tests: on the
 * packages' sources.
 */
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const conditions = ["heed-source", "node", "import", "module", "default"];

const server = await createServer({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions } },
});

try {
  await server.ssrLoadModule("/test/conformance/main.ts");
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server.close();
}
