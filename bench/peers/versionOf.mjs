/** @file Versions of the packages, which are pinned. */
import { readFileSync } from "node:fs";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

export function versionOf(name) {
  return dependencies[name];
}
