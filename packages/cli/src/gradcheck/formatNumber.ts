/** @file Numbers of a gradient check as text. */

/** The size of an error: "1.2e-12", or "0". */
export function formatError(error: number): string {
  return error === 0 ? "0" : error.toExponential(1);
}

/** "1.2 s" */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** A part of something, rounded up, as nothing that is there is 0 %: "7 %". */
export function formatPart(part: number): string {
  return `${Math.ceil(100 * part)} %`;
}

/** A share of a whole, rounded down, as 100 % are all: "99 %"; "–" of nothing. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.floor((100 * part) / whole)} %`;
}
