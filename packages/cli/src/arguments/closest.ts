/**
 * @file "Did you mean …?": the name that somebody probably wanted to type.
 */
import { editDistance } from "@heed/attention";

/**
 * The candidate nearest to `word`, if one is near enough to be meant, the first of equals; else the
 * only one that has it between its hyphens.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const distances = candidates.map((name) => editDistance(typed, name.toLowerCase()));
  const least = Math.min(...distances);
  // A third of the letters wrong is a typo; more is another word.
  const near = least <= Math.max(1, Math.floor(typed.length / 3));
  if (near) return candidates[distances.indexOf(least)];
  // "webgpu" for "gpu-webgpu".
  const holders = candidates.filter((name) => name.toLowerCase().split("-").includes(typed));
  return holders.length === 1 ? holders[0] : undefined;
}

/** The hint for a name that is not in a list: the name meant, if it can be guessed, or the list. */
export function hintFor(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return meant === undefined ? `choose from ${candidates.join(", ")}` : `did you mean ${meant}?`;
}
