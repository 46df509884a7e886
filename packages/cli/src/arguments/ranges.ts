/** @file Lengths from one to another, as an option writes them: "5..40". */
import { InvalidArgumentError } from "commander";
import type { Parser } from "./parsers.js";

/** Both ends belong to it. */
export type LengthRange = readonly [shortest: number, longest: number];

/** Two whole numbers of at least 1, the second no smaller than the first. */
export const lengthRange: Parser<LengthRange> = (text) => {
  const [, shortest, longest] = (/^(\d+)\.\.(\d+)$/.exec(text) ?? []).map(Number);
  if (shortest === undefined || !Number.isSafeInteger(longest)) {
    throw new InvalidArgumentError("It must be two whole numbers, such as 5..40.");
  }
  if (shortest < 1) throw new InvalidArgumentError("It must begin with at least 1.");
  if (shortest > longest) {
    throw new InvalidArgumentError(`It must not fall: did you mean ${longest}..${shortest}?`);
  }
  return [shortest, longest];
};

/** "5..40" */
export function formatRange([shortest, longest]: LengthRange): string {
  return `${shortest}..${longest}`;
}

/** Every length of it. */
export function lengthsOf([shortest, longest]: LengthRange): number[] {
  return Array.from({ length: longest - shortest + 1 }, (_, i) => shortest + i);
}
