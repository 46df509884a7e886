/** @file Code cut out of its file. */

/** The code with its last line, and all others as much, moved to the left margin. */
export function dedent(code: string): string {
  const lines = code.split("\n");
  const margin = /^\s*/.exec(lines[lines.length - 1])?.[0].length ?? 0;
  return lines
    .map((line) => line.slice(Math.min(margin, line.length - line.trimStart().length)))
    .join("\n");
}
