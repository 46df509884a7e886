/**
 * @file Runs a script of these folders, TypeScript and all, as vitest runs tests: on the packages'
 * sources. `node test/run.mjs conformance/main.ts …`
 */
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const conditions = ["heed-source", "node", "import", "module", "default"];

const server = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions } },
});

// The script finds its own arguments where it would without this one.
const [script] = process.argv.splice(2, 1);
try {
  await server.ssrLoadModule(`/test/${script}`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server.close();
}
