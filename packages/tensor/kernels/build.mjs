/**
 * @file Compiles the kernels in this folder to three WebAssembly modules: without relaxed SIMD, with it,
 * and with tiles for hosts that make one register of 256 bits of two (wide.ts). Writes them, with the
 * types of what they export, as a TypeScript file into the SIMD backend. Does nothing when that file
 * was made from the same sources.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const target = new URL("../src/backends/simd/binary.generated.ts", import.meta.url);

const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const sources = new Map(files.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));

const relaxedSimd = ["--enable", "relaxed-simd"];

const header = `// Made by packages/tensor/kernels/build.mjs from sources ${fingerprint()}.`;
if (firstLine(target) !== header) {
  const plain = await compile(sources);
  const relaxed = await compile(sources, ...relaxedSimd);
  const wide = await compile(withWideRegisters(sources), ...relaxedSimd);
  writeFileSync(target, generated(plain, relaxed, wide));
}

/** A hash of whatever decides about the result; package.json pins the compiler. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const name of ["build.mjs", "../package.json"])
    hash.update(readFileSync(new URL(name, folder)));
  for (const [name, text] of [...sources].sort()) hash.update(`\0${name}\0${text}`);
  return hash.digest("hex").slice(0, 16);
}

function firstLine(url) {
  try {
    return readFileSync(url, "utf8").split("\n", 1)[0];
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The same files, but wide.ts says so. */
function withWideRegisters(files) {
  const [name, said] = ["wide.ts", "wide: bool = "];
  const text = files.get(name);
  if (!text.includes(`${said}false;`)) throw new Error(`${name}: it must say \`${said}false;\``);
  return new Map(files).set(name, text.replace(`${said}false;`, `${said}true;`));
}

/** The module's bytes, and the declarations of its exports. */
async function compile(files, ...flags) {
  const { default: asc } = await import("assemblyscript/asc");
  const written = {};
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      ...["--outFile", "kernels.wasm", "--bindings", "raw"],
      ...["--runtime", "stub", "--importMemory", "--noExportMemory", "--enable", "simd"],
      // Constants lie behind the words by which the engine speaks to its kernels.
      ...["--memoryBase", "32768"],
      // Shared, so that threads can work on it; 65,536 pages are all that 32 bits address.
      ...["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"],
      ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert"],
      ...flags,
    ],
    {
      readFile: (name) => files.get(name) ?? null,
      writeFile: (name, contents) => {
        written[name] = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`kernels: they must compile; got\n${stderr.toString()}`);
  return { bytes: written["kernels.wasm"], declarations: written["kernels.d.ts"] };
}

function generated(plain, relaxed, wide) {
  const signatures = plain.declarations.matchAll(/export function (\w+)(\(.*\)): (\w+);$/gm);
  const members = [...signatures].map(
    ([, name, list, type]) => `  readonly ${name}: ${list} => ${type};`,
  );
  return `${header}
/* Not for reading: the sources are packages/tensor/kernels/*.ts. */

/** What the modules export. Pointers are byte addresses; see each kernel's source. */
export interface Kernels {
${members.join("\n")}
}

/** SIMD alone, base64. */
export const plainBinary: string =
  "${base64(plain.bytes)}";

/** With relaxed SIMD: fused multiply-add where the host has it, base64. */
export const relaxedBinary: string =
  "${base64(relaxed.bytes)}";

/** The same for hosts that make one register of 256 bits of two, base64. */
export const wideBinary: string =
  "${base64(wide.bytes)}";
`;
}

function base64(bytes) {
  return Buffer.from(bytes).toString("base64");
}
