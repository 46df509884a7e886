/** @file Numbers of a benchmark as text. */

/** Three digits and a unit: "1.23 ms", "45.6 µs", "12.3 s". */
export function formatTime(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  if (milliseconds >= 1000) return `${threeDigits(milliseconds / 1000)} s`;
  if (milliseconds >= 1) return `${threeDigits(milliseconds)} ms`;
  return milliseconds >= 1e-3
    ? `${threeDigits(1e3 * milliseconds)} µs`
    : `${threeDigits(1e6 * milliseconds)} ns`;
}

/** "12.3", "0.0123"; never an exponent. */
export function formatRate(rate: number | undefined): string {
  return rate === undefined ? "" : threeDigits(rate);
}

/** "87 %" */
export function formatPercent(part: number | undefined): string {
  return part === undefined ? "" : `${(100 * part).toFixed(0)} %`;
}

function threeDigits(x: number): string {
  if (x >= 100) return x.toFixed(0);
  const before = Math.max(1, Math.floor(Math.log10(x)) + 1);
  return x.toFixed(Math.min(3, Math.max(0, 3 - before)));
}
