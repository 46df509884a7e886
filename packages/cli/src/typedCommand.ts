/** @file The command line as somebody typed it. */
import type { Command } from "commander";
import { shellWord } from "./shellWord.js";

/** "npx heed compare --task copy": to be typed again. */
export function typedCommand(command: Command): string {
  const { rawArgs } = command.parent as Command & { readonly rawArgs: readonly string[] };
  return ["npx heed", ...rawArgs.slice(2).map(shellWord)].join(" ");
}
