/**
 * @file The one kind of error that a user of Heed can mend: a bad line in a file, a missing file, a
 * checkpoint of something else. Its message is a single line, `file:line: problem (mend)`; the
 * command line prints that line, without a stack, and exits with `exitCode`.
 */

/** Where a problem is, and what to do about it. */
export interface UserErrorDetails {
  /** The file, or another source of input such as "standard input". */
  readonly file?: string;
  /** Line in that file, counted from 1. */
  readonly line?: number;
  /** What the user can do, as an instruction: "write source<TAB>target". */
  readonly mend?: string;
  /** The error that this one explains. */
  readonly cause?: unknown;
}

/** Bad input of a user, told in one line that names the place and the mend. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** Exit status of a command that ends with this error. */
  readonly exitCode = 2;

  constructor(problem: string, { file, line, mend, cause }: UserErrorDetails = {}) {
    const place = [file, line].filter((part) => part !== undefined).join(":");
    const message = (place && `${place}: `) + problem + (mend ? ` (${mend})` : "");
    // Quoted text may hold line ends and escape codes: no terminal shall see them.
    super(message.replace(/\p{Cc}+/gu, " "), { cause });
  }
}
