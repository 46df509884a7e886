/**
 * @file Compiles roof.ts to two WebAssembly modules beside what TypeScript builds: with SIMD, and with
 * relaxed SIMD. Does nothing where they are newer than the source.
 */
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = path("./roof.ts");
const modules = { plain: [], relaxed: ["--enable", "relaxed-simd"] };

mkdirSync(path("../dist/roof/"), { recursive: true });
for (const [name, flags] of Object.entries(modules)) {
  const target = path(`../dist/roof/${name}.wasm`);
  if (changed(target) < changed(source)) await compile(target, flags);
}

function path(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** When it was last written to; long ago where it is not there. */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function compile(target, flags) {
  const { default: asc } = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main([
    source,
    ...["--outFile", target, "--runtime", "stub", "--importMemory", "--noExportMemory"],
    ...["--enable", "simd", ...flags, "--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert"],
  ]);
  if (error !== null) throw new Error(`roof: it must compile; got\n${stderr.toString()}`);
}
