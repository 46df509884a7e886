/**
 * @file Options that several commands have, and the examples below their help.
 */
import { availableParallelism } from "node:os";
import { Option } from "commander";
import { backends, usualBackend } from "../backends.js";
import { oneOf, path, wholeNumber } from "./parsers.js";

/** Where `heed demo` leaves its model, and where the other commands look for one. */
export const demoFolder = "runs/demo";

/** `--model`: a run's folder or a model's file. */
export function modelOption(): Option {
  return new Option("--model <path>", "a run's folder or a .safetensors file")
    .argParser(path)
    .default(demoFolder);
}

/** An option whose value is one of a list's names. */
export function listedOption(
  flags: string,
  about: string,
  list: Readonly<Record<string, unknown>>,
): Option {
  const names = Object.keys(list);
  return new Option(flags, `${about}: ${names.join(", ")}`).argParser(oneOf(names));
}

/** `--backend`. */
export function backendOption(): Option {
  return listedOption("--backend <name>", "what computes", backends).default(usualBackend);
}

/** `--threads`. */
export function threadsOption(): Option {
  return new Option("--threads <N>", "how many of simd's threads compute; the results are the same")
    .argParser(wholeNumber(1))
    .default(availableParallelism(), "all there are");
}

/** `--beam`. */
export function beamOption(): Option {
  return new Option("--beam <K>", "search with the K likeliest beginnings at once").argParser(
    wholeNumber(1),
  );
}

/** `--max-length`. */
export function maxLengthOption(): Option {
  return new Option("--max-length <N>", "the most tokens an answer may have").argParser(
    wholeNumber(1),
  );
}

/** The examples of a command's help, which tests run as they stand. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
