/**
 * @file Puts each library's modules into a few files (`dist/bundle`), which is what Node loads: two
 * hundred small ones take a short command longer than its work. Nothing is minified, and source maps
 * lead back to the sources.
 *
 * What is bundled follows from `exports` in the library's package.json: `dist/bundle/x.js` is made
 * from `dist/x.js`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { rolldown } from "rolldown";

const libraries = ["tensor", "autograd", "attention"];

await Promise.all(libraries.map((name) => bundle(new URL(`${name}/`, import.meta.url).pathname)));

async function bundle(folder) {
  const { exports } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const entries = Object.values(exports)
    .map((entry) => entry.default)
    .filter((path) => path.startsWith("./dist/bundle/"))
    .flatMap((path) => modulesBehind(folder, path.replace("./dist/bundle/", "")));
  const build = await rolldown({
    cwd: folder,
    input: Object.fromEntries(entries.map((path) => [path.replace(/\.js$/, ""), `dist/${path}`])),
    platform: "node",
    // Other packages stay packages: what they have in common must be there once.
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  });
  await build.write({
    dir: `${folder}dist/bundle`,
    format: "esm",
    sourcemap: true,
    cleanDir: true,
  });
  await build.close();
}

/** Paths below `dist`; where `exports` says `*.js`, it means every module of that folder. */
function modulesBehind(folder, path) {
  if (!path.endsWith("/*.js")) return [path];
  const files = path.slice(0, -"*.js".length);
  const names = readdirSync(`${folder}dist/${files}`).filter((name) => name.endsWith(".js"));
  return names.map((name) => files + name);
}
