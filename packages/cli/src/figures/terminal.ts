/**
 * @file What a stream can show: how wide it is, and whether it takes colours.
 */
/** How text is laid out. */
export interface TextLook {
  /** Columns that no line may exceed. */
  readonly width: number;
  /** Whether to paint with 24-bit colours; otherwise text has no escape sequences at all. */
  readonly truecolor: boolean;
}

/** Columns where nobody says: a pipe, a file, a terminal of unknown size. */
const USUAL_WIDTH = 80;

/** What is asked of `process.stdout` or `process.stderr`; a pipe or a file has none of it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  getColorDepth?(env: NodeJS.ProcessEnv): number;
}

/** What suits `stream`: colours only on a terminal that has them, and never with NO_COLOR. */
export function lookOf(stream: OutputStream, env: NodeJS.ProcessEnv): TextLook {
  const isTerminal = stream.isTTY === true;
  const width = Number(isTerminal ? stream.columns : env.COLUMNS);
  const depth = isTerminal && !env.NO_COLOR ? stream.getColorDepth?.(env) : 1;
  return { width: width > 0 ? width : USUAL_WIDTH, truecolor: depth === 24 };
}
