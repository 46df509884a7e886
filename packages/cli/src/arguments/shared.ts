/**
 * @file Options that several commands have, and the examples below their help.
 */
import { Option } from "commander";
import { backends, usualBackend, type BackendName } from "../backends.js";
import { oneOf, wholeNumber } from "./parsers.js";

/** Where `heed demo` leaves its model, and where the other commands look for one. */
export const demoFolder = "runs/demo";

/** `--model`: a run's folder or a model's file. */
export function modelOption(): Option {
  return new Option("--model <path>", "a run's folder or a .safetensors file").default(demoFolder);
}

/** `--backend`. */
export function backendOption(): Option {
  const names = Object.keys(backends) as BackendName[];
  return new Option("--backend <name>", `what computes: ${names.join(", ")}`)
    .default(usualBackend)
    .argParser(oneOf(names));
}

/** `--beam`. */
export function beamOption(): Option {
  return new Option("--beam <K>", "search with the K likeliest beginnings at once").argParser(
    wholeNumber(1),
  );
}

/** The examples of a command's help, which tests run as they stand. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
