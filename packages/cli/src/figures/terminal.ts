/**
 * @file What a stream can show: how wide it is, and whether it takes colours.
 */
import type { WriteStream } from "node:tty";

/** How text is laid out. */
export interface TextLook {
  /** Columns that no line may exceed. */
  readonly width: number;
  /** Whether to paint with 24-bit colours; otherwise text has no escape sequences at all. */
  readonly truecolor: boolean;
}

/** Columns where nobody says: a pipe, a file, a terminal of unknown size. */
const USUAL_WIDTH = 80;

/** What suits `stream`: colours only on a terminal that has them, and never with NO_COLOR. */
export function lookOf(
  stream: Pick<WriteStream, "isTTY" | "columns" | "getColorDepth">,
  env: NodeJS.ProcessEnv,
): TextLook {
  // Node types isTTY as always true, but a pipe or a file has neither it nor columns.
  const isTerminal = Boolean(stream.isTTY);
  const width = isTerminal ? stream.columns : Number(env["COLUMNS"]);
  const wanted = !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return {
    width: width > 0 ? width : USUAL_WIDTH,
    truecolor: isTerminal && wanted && stream.getColorDepth(env) === 24,
  };
}
