/**
 * @file The bytes of a file on disk, piece by piece. With `readPairs.ts` the only place of this
 * package that knows Node.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { UserError } from "../../userError.js";

/** What the usual refusals of an operating system mean to a user, by Node's error code. */
const refusals: Readonly<Record<string, { readonly problem: string; readonly mend: string }>> = {
  ENOENT: { problem: "there is no such file", mend: "check the path" },
  ENOTDIR: { problem: "there is no such file", mend: "check the path" },
  EISDIR: { problem: "is a folder", mend: "give a file" },
  EACCES: { problem: "may not be read", mend: "check its permissions" },
};

/** The bytes of `file`, in order. Throws UserError if it is missing or may not be read. */
export async function* readBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Uint8Array>; // bytes, as no encoding is set
  } catch (cause) {
    throw refusalOf(cause, file);
  }
}

/** All bytes of `file` at once. Throws `UserError` likewise. */
export async function readWhole(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw refusalOf(cause, file);
  }
}

/** What a user is told where `file` cannot be read; what is no refusal stays as it is. */
function refusalOf(cause: unknown, file: string): unknown {
  const refusal = refusals[(cause as NodeJS.ErrnoException).code ?? ""];
  if (refusal === undefined) return cause;
  return new UserError(refusal.problem, { file, mend: refusal.mend, cause });
}
