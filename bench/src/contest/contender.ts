/**
 * @file Who takes part in a benchmark: a program that speaks the protocol, in a process of its own.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

export interface Contender {
  /** What the tables call it: "simd, 1 thread". */
  readonly name: string;
  /** The backend asked for: "simd"; what a peer calls its own. */
  readonly backend: string;
  /** The program and its arguments. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Why it cannot take part at all, in one line: it is listed with that. */
  readonly missing?: string;
}

/** Built from src/contender/backendProcess.ts, whether this file is the source or built, too. */
const script = fileURLToPath(new URL("../../dist/contender/backendProcess.js", import.meta.url));

/** A mode of gpu.js in a page's Worker, in Chromium: "gpu-webgl2, Chromium". */
export function inChromium(backend: string): Contender {
  const script = fileURLToPath(new URL("../../dist/contender/chromiumProcess.js", import.meta.url));
  return { name: `${backend}, Chromium`, backend, command: [process.execPath, script, backend] };
}

/** Of our backends one, by the name that `--backends` has; `threads` as many as there are, unless said. */
export function ourContender(backend: string, threads?: number): Contender {
  const count = threads === undefined ? [] : [String(threads)];
  const suffix = threads === undefined ? "" : `, ${threads} thread${threads === 1 ? "" : "s"}`;
  return {
    name: `${backend}${suffix}`,
    backend,
    command: [process.execPath, "--expose-gc", script, backend, ...count],
  };
}

/** Of our backends those named; SIMD with all threads, and with one where there are more. */
export function ourContenders(names: readonly string[]): Contender[] {
  const alone = availableParallelism() > 1 ? [ourContender("simd", 1)] : [];
  return names.flatMap((name) => [ourContender(name), ...(name === "simd" ? alone : [])]);
}
