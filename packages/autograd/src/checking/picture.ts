/**
 * @file Where in an input the error sits, as text: a character an element, rows of the last axis.
 */
import { formatShape } from "@heed/tensor";
import { isWrong } from "./opinion.js";
import { indexOf, type Place } from "./place.js";
import type { Comparison, Kink } from "./gradientReport.js";

/** By how large a part of the largest error an element's is. */
const shades = ["░", "▒", "▓", "█"];
const legend = "· right, ░▒▓█ wrong (█ the largest errors), ∧ a kink";

const [mostRows, mostColumns] = [24, 64];

/** The picture of an input, of what was found at its elements; undefined where nothing was. */
export function pictureOf(
  input: Place,
  comparisons: readonly Comparison[],
  kinks: readonly Kink[],
): string | undefined {
  const errors = new Map<string, number>();
  for (const comparison of comparisons) {
    const { input: name, index, analytic, numeric } = comparison;
    if (name !== input.name || index === undefined || !isWrong(comparison)) continue;
    const off = Math.abs(analytic - numeric);
    const error = Number.isNaN(off) ? Infinity : off;
    errors.set(index.join(), Math.max(error, errors.get(index.join()) ?? 0));
  }
  if (errors.size === 0 || input.shape.length === 0) return undefined;
  const bent = new Set(kinks.filter((k) => k.input === input.name).map((k) => k.index.join()));
  const largest = Math.max(...errors.values());
  const shadeOf = (key: string): string => {
    const error = errors.get(key);
    if (error === undefined) return bent.has(key) ? "∧" : "·";
    const part = largest === Infinity ? Number(error === largest) : error / largest;
    return shades[Math.min(shades.length - 1, Math.floor(part * shades.length))];
  };
  const columns = input.shape.at(-1) ?? 1;
  const rows = input.size / columns;
  const lines = Array.from({ length: Math.min(rows, mostRows) }, (_, row) =>
    Array.from({ length: Math.min(columns, mostColumns) }, (__, column) =>
      shadeOf(indexOf(input, row * columns + column).join()),
    ).join(" "),
  );
  const cut = rows > mostRows || columns > mostColumns;
  const title = `${input.name} ${formatShape(input.shape)}${cut ? ", its first rows and columns" : ""}`;
  return [`${title}: ${legend}`, ...lines].join("\n");
}
